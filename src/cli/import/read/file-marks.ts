export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Ctrl-Z, with which programs of DOS end a text file. */
export const END_MARK = 0x1a;

/** Removes the marks at the end of a file. */
export function withoutEndMark(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === END_MARK) end -= 1;
  return bytes.subarray(0, end);
}

/** A byte order mark is before a record where a program has joined two files. */
export function markLength(bytes: Buffer, start: number): number {
  const { length } = BYTE_ORDER_MARK;
  return bytes.subarray(start, start + length).equals(BYTE_ORDER_MARK) ? length : 0;
}

export function isMarkIncomplete(bytes: Buffer, start: number): boolean {
  const seen = bytes.subarray(start);
  return seen.length < BYTE_ORDER_MARK.length && seen.equals(BYTE_ORDER_MARK.subarray(0, seen.length));
}
