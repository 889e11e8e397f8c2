import type { CursorPage } from '../../domain/lists/cursor-page.ts';
import { invalidFields } from '../../domain/problem.ts';

export interface CursorQuery {
  readonly limit: number;
  readonly starting_after?: string;
  readonly ending_before?: string;
}

/** Reads the page that a query selects. @throws Problem invalid_request if both cursors are set. */
export function readCursorPage({ limit, starting_after, ending_before }: CursorQuery): CursorPage {
  if (starting_after !== undefined && ending_before !== undefined) {
    throw invalidFields({ ending_before: ['cannot be given together with starting_after'] });
  }
  return {
    limit,
    ...(starting_after !== undefined && { startingAfter: starting_after }),
    ...(ending_before !== undefined && { endingBefore: ending_before }),
  };
}
