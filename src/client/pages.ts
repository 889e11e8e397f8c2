/** The size of a page in an iteration: the maximum of the API. */
const PAGE_SIZE = 100;

interface PositionedPage<Item> {
  readonly data: readonly Item[];
  readonly pagination: { readonly hasMore: boolean; readonly next?: string };
}

interface CursorPage<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
}

/** The position of a page: the `next` of the page before it, or else an offset. */
interface Position {
  readonly offset?: number;
  readonly after?: string;
}

/**
 * Yields every item from a position on, and reads one page at a time. It continues with the `next` of a page, which leaves
 * out no item while items are created, or by offset if the server sends none.
 */
export async function* eachByPosition<Item>(
  { limit = PAGE_SIZE, offset, after }: Position & { limit?: number },
  read: (page: Position & { limit: number }) => Promise<PositionedPage<Item>>,
): AsyncGenerator<Item, void, void> {
  let position: Position = { ...(offset !== undefined && { offset }), ...(after !== undefined && { after }) };
  for (let at = offset ?? 0; ; ) {
    const { data, pagination } = await read({ limit, ...position });
    yield* data;
    if (!pagination.hasMore || data.length === 0) return;
    at += data.length;
    const { next } = pagination;
    position = next === undefined ? { offset: at } : { after: next };
  }
}

/** Yields every item after a cursor, and reads one page at a time. */
export async function* eachByCursor<Item extends { id: string }>(
  { limit = PAGE_SIZE, starting_after }: { limit?: number; starting_after?: string },
  read: (page: { limit: number; starting_after?: string }) => Promise<CursorPage<Item>>,
): AsyncGenerator<Item, void, void> {
  for (let after = starting_after; ; ) {
    const { data, has_more } = await read({ limit, ...(after !== undefined && { starting_after: after }) });
    yield* data;
    const last = data.at(-1);
    if (!has_more || !last) return;
    after = last.id;
  }
}
