import { invalidFields, type Problem } from './problem.ts';

/** A page of a list, the newest first. At most one of the cursors is set. */
export interface CursorPage {
  /** At least 1. */
  readonly limit: number;
  /** The id of the item before the page; the page begins with the next older item. */
  readonly startingAfter?: string;
  /** The id of the item after the page; the page ends with the next newer item. */
  readonly endingBefore?: string;
}

export interface CursorSlice<Item> {
  readonly items: readonly Item[];
  /** Whether the list has more items in the direction of the cursor. */
  readonly hasMore: boolean;
}

/** 400: the cursor of the customer list does not come from one of its pages. */
export function listCursorMissing(): Problem {
  return invalidFields({ after: ['must be pagination.next of an earlier page'] });
}

/** 400: the cursor is not the id of an item in the list. */
export function cursorMissing({ startingAfter }: CursorPage): Problem {
  const param = startingAfter === undefined ? 'ending_before' : 'starting_after';
  return invalidFields({ [param]: ['must be the id of an item in this list'] });
}
