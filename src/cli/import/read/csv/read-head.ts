import type { TextFile } from '../encoding/open-text.ts';

const HEAD_BYTES = 64 * 1024;

/** Reads the beginning of a file: 64 KiB up to the last line end, or the whole file if it is shorter. */
export async function readHead(file: TextFile): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  const head = Buffer.concat(chunks);
  const end = Math.max(head.lastIndexOf('\n'), head.lastIndexOf('\r'));
  return (size < HEAD_BYTES || end === -1 ? head : head.subarray(0, end + 1)).toString();
}
