/** How many items an iteration asks for at once: as many as the API gives. */
const PAGE_SIZE = 100;

interface OffsetPage<Item> {
  readonly data: readonly Item[];
  readonly pagination: { readonly hasMore: boolean };
}

interface CursorPage<Item> {
  readonly data: readonly Item[];
  readonly has_more: boolean;
}

/** Every item from an offset on, a page at a time. */
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

/** Every item after a cursor, a page at a time. */
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
