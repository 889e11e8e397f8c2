import { type CursorPage, type CursorSlice, MAX_PAGE_BYTES } from '../../domain/lists/cursor-page.ts';
import type { WrittenResponse } from '../../writes/responses.ts';
import { serializePage } from '../../writes/serialize-page.ts';

/**
 * Serialises a page of a cursor list. A page larger than MAX_PAGE_BYTES loses items at its far end.
 *
 * @param show renders an item.
 * @param more further fields of the body.
 */
export async function serializeCursorPage<Item>(
  slice: CursorSlice<Item>,
  { endingBefore }: CursorPage,
  show: (item: Item) => unknown,
  more: object = {},
): Promise<WrittenResponse> {
  const body = await serializePage(slice, {
    show,
    maxBytes: MAX_PAGE_BYTES,
    isBackwards: endingBefore !== undefined,
    envelope: ({ hasMore }) => ({ object: 'list', data: [], has_more: hasMore, ...more }),
  });
  return { serialized: { status: 200, headers: {}, body } };
}
