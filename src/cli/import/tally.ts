import type { UpsertOutcome } from '../../client/shapes.ts';
import { Counts } from './counts.ts';

/** What became of the rows so far. */
export class Tally {
  read = 0;
  /** Fit to be sent. */
  valid = 0;
  rejected = 0;
  readonly outcomes: Record<UpsertOutcome, number> = {
    created: 0,
    updated: 0,
    unchanged: 0,
    linked: 0,
    stale: 0,
  };
  /** What the server said of rows that went in. */
  readonly warnings = new Counts(5);
  /** Names that are no country's, left out of rows that went in. */
  readonly unknownCountries = new Counts(100);
}
