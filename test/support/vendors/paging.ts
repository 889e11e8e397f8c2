/** Reads a page parameter: a whole number from 1. Any other text gives the fallback. */
export function readCount(text: string | null, fallback: number): number {
  return text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : fallback;
}

/** Returns the rows of a page, which is counted from 1. */
export function pageOf<Row>(rows: readonly Row[], page: number, size: number): readonly Row[] {
  return rows.slice((page - 1) * size, page * size);
}

/** Makes the link to another page of the same list, with every other parameter of the request. */
export function linkTo(target: string, page: number, origin: string): string {
  const url = new URL(target, origin);
  url.searchParams.set('page', String(page));
  return url.href;
}
