/** The number of items that are serialised in one piece: one piece is faster than many, and ten items are never long work. */
const ITEMS_IN_PIECE = 10;

/** The length of the text after which other work gets a turn of the event loop. */
const TEXT_IN_TURN = 256 * 1024;

/** The items of a page, the newest first. */
export interface PageItems<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

export interface PageFormat<Item> {
  /** Renders an item. */
  readonly show: (item: Item) => unknown;
  /** The size from which the page loses items at its far end, so that the next page begins with them. It keeps at least one. */
  readonly maxBytes?: number;
  /** Whether the page ends at its cursor, so that its far end is the beginning. Default: false. */
  readonly isBackwards?: boolean;
  /**
   * Returns the body of the response, in which the items replace the empty list `data`.
   *
   * @param last the oldest item of the page.
   */
  readonly envelope: (page: { readonly hasMore: boolean; readonly last: Item | undefined }) => {
    readonly data: readonly never[];
  };
}

/** Serialises a page of a list as the JSON text of a body. A large page takes several turns of the event loop. */
export async function serializePage<Item>(
  { items, hasMore }: PageItems<Item>,
  { show, maxBytes = Number.POSITIVE_INFINITY, isBackwards = false, envelope }: PageFormat<Item>,
): Promise<string> {
  const nearest = isBackwards ? items.toReversed() : items;
  const texts: string[] = [];
  let kept = 0;
  let bytes = 0;
  let textInTurn = 0;
  const add = (piece: readonly Item[]): boolean => {
    const shown = piece.map(show);
    const text = JSON.stringify(isBackwards ? shown.reverse() : shown).slice(1, -1);
    const size = maxBytes === Number.POSITIVE_INFINITY ? 0 : Buffer.byteLength(text) + 1;
    if (bytes + size > maxBytes && (kept > 0 || piece.length > 1)) return false;
    texts.push(text);
    kept += piece.length;
    bytes += size;
    textInTurn += text.length;
    return true;
  };
  while (kept < nearest.length) {
    const piece = nearest.slice(kept, kept + ITEMS_IN_PIECE);
    if (!add(piece) && !piece.every((item) => add([item]))) break;
    if (textInTurn < TEXT_IN_TURN) continue;
    textInTurn = 0;
    await new Promise(setImmediate);
  }
  if (isBackwards) texts.reverse();
  const isCut = kept < items.length;
  const last = isBackwards ? items.at(-1) : items[kept - 1];
  const body = envelope({ hasMore: hasMore || isCut, last });
  const fields = Object.entries(body).map(([name, value]) =>
    name === 'data' ? `"data":[${texts.join(',')}]` : `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return `{${fields.join(',')}}`;
}
