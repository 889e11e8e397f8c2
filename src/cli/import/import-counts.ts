import type { UpsertOutcome } from '../../client/shapes.ts';
import { OutcomeTotals, type SavedCounts } from './outcome-totals.ts';

/** A tally as it is kept in a file. */
export interface SavedTally {
  readonly read: number;
  readonly valid: number;
  readonly rejected: number;
  readonly outcomes: Readonly<Record<UpsertOutcome, number>>;
  readonly warnings: SavedCounts;
  readonly unknownCountries: SavedCounts;
}

/** What became of the rows so far. */
export class ImportCounts {
  read: number;
  /** Fit to be sent. */
  valid: number;
  rejected: number;
  readonly outcomes: Record<UpsertOutcome, number>;
  /** What the server said of rows that went in. */
  readonly warnings: OutcomeTotals;
  /** Names that are no country's, left out of rows that went in. */
  readonly unknownCountries: OutcomeTotals;

  /** @param saved where to go on from. */
  constructor(saved?: SavedTally) {
    this.read = saved?.read ?? 0;
    this.valid = saved?.valid ?? 0;
    this.rejected = saved?.rejected ?? 0;
    this.outcomes = { created: 0, updated: 0, unchanged: 0, linked: 0, stale: 0, ...saved?.outcomes };
    this.warnings = new OutcomeTotals(5, saved?.warnings);
    this.unknownCountries = new OutcomeTotals(100, saved?.unknownCountries);
  }
}
