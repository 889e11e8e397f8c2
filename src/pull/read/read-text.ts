import { SourceError } from './source-error.ts';

/** The largest response, in bytes after decompression; a page of 100 records has some hundred kB. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Reads the body of a response. @throws SourceError if it is too large. */
export async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (!response.body) return '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw new SourceError(
        'too_large',
        `A response of the source is larger than ${MAX_BYTES / 1024 / 1024} MiB. Request smaller pages.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
