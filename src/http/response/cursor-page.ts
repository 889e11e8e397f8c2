import type { RenderedResponse, WrittenResponse } from '../../writes/responses.ts';
import { serializeResponse } from '../../writes/responses.ts';

/** The size from which a page of a cursor list holds fewer items than the client asked for. Bytes. */
export const MAX_PAGE_BYTES = 1024 * 1024;

/** The items of a page, rendered, the newest first. */
export interface PageItems<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/**
 * Serialises a page of a cursor list. A page larger than MAX_PAGE_BYTES loses items at its far end, so that the next page
 * begins with them. It keeps at least one item.
 *
 * @param isBackwards whether the page ends at its cursor, so that its far end is the beginning.
 */
export function serializePage<Item>(
  page: PageItems<Item>,
  isBackwards: boolean,
  render: (page: { items: Item[]; hasMore: boolean }) => RenderedResponse,
): WrittenResponse {
  const { hasMore } = page;
  const whole = serializeResponse(render({ items: [...page.items], hasMore }));
  if (page.items.length < 2 || Buffer.byteLength(whole.body) <= MAX_PAGE_BYTES) return { serialized: whole };
  const nearest = isBackwards ? page.items.toReversed() : page.items;
  const kept = nearest.slice(0, countFitting(nearest));
  const items = isBackwards ? kept.reverse() : kept;
  return {
    serialized: serializeResponse(render({ items, hasMore: hasMore || items.length < page.items.length })),
  };
}

function countFitting(items: readonly unknown[]): number {
  let bytes = 0;
  const tooLarge = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    return bytes > MAX_PAGE_BYTES;
  });
  return tooLarge < 0 ? items.length : Math.max(1, tooLarge);
}
