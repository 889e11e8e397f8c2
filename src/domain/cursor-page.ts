import { invalidFields, type Problem } from './problem.ts';

/** A page by cursor, the newest first. Never both cursors. */
export interface CursorPage {
  /** At least 1. */
  readonly limit: number;
  /** The id that the page begins after, with the next older one. */
  readonly startingAfter?: string;
  /** The id that the page ends before, with the next newer one. */
  readonly endingBefore?: string;
}

export interface CursorSlice<Item> {
  readonly items: readonly Item[];
  /** Whether anything follows in the direction of the cursor. */
  readonly hasMore: boolean;
}

/** 400: the cursor is no item of the list. */
export function cursorMissing({ startingAfter }: CursorPage): Problem {
  const param = startingAfter === undefined ? 'ending_before' : 'starting_after';
  return invalidFields({ [param]: ['must be the id of an item in this list'] });
}
