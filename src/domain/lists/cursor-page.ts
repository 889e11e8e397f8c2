import { invalidFields, type Problem } from '../problem.ts';

/** A page of a list, the newest first. At most one of the cursors is set. */
export interface CursorPage {
  /** At least 1. */
  readonly limit: number;
  /** The id of the item before the page; the page begins with the next older item. */
  readonly startingAfter?: string;
  /** The id of the item after the page; the page ends with the next newer item. */
  readonly endingBefore?: string;
}

/** The size from which a page of a cursor list holds fewer items than the client asked for. Bytes. */
export const MAX_PAGE_BYTES = 1024 * 1024;

export interface CursorSlice<Item> {
  readonly items: readonly Item[];
  /** Whether the list has more items in the direction of the cursor. */
  readonly hasMore: boolean;
}

/**
 * Takes the rows of a page from those that a database finds, the nearest to the cursor first. It reads one row more than the
 * page has, and no further row after MAX_PAGE_BYTES, because the response would leave it out.
 *
 * @param lengthOf returns the length of a row's texts.
 */
export function takePage<Row>(
  found: Iterable<Row>,
  limit: number,
  lengthOf: (row: Row) => number,
): { readonly rows: Row[]; readonly hasMore: boolean } {
  const rows: Row[] = [];
  let length = 0;
  for (const row of found) {
    length += lengthOf(row);
    if (rows.length === limit || (rows.length > 0 && length > MAX_PAGE_BYTES)) return { rows, hasMore: true };
    rows.push(row);
  }
  return { rows, hasMore: false };
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
