/** The size of a page in an iteration: the maximum of the API. */
const PAGE_SIZE = 100;

interface OffsetPage<Item> {
  readonly data: readonly Item[];
  readonly pagination: { readonly hasMore: boolean };
}

interface CursorPage<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
}

/** Yields every item from an offset on, and reads one page at a time. */
export async function* eachByOffset<Item>(
  { limit = PAGE_SIZE, offset = 0 }: { limit?: number; offset?: number },
  read: (page: { limit: number; offset: number }) => Promise<OffsetPage<Item>>,
): AsyncGenerator<Item, void, void> {
  for (let at = offset; ; ) {
    const { data, pagination } = await read({ limit, offset: at });
    yield* data;
    if (!pagination.hasMore || data.length === 0) return;
    at += data.length;
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
