import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';

/** The largest size of a decompressed body; bytes. */
const LIMITS = { maxOutputLength: 64 * 1024 * 1024 };

type Decode = (bytes: Buffer, options: typeof LIMITS) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/**
 * Decompresses a body according to its Content-Encoding and decodes it as text. A body that cannot be decompressed remains
 * unchanged, so that it is not valid JSON.
 */
export async function decodeBody(bytes: Buffer, contentEncoding = ''): Promise<string> {
  let plain = bytes;
  const codings = contentEncoding.toLowerCase().split(',');
  for (const coding of codings.map((name) => name.trim()).reverse()) {
    const decode = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
    if (decode && plain.length > 0) plain = await decode(plain, LIMITS).catch(() => bytes);
  }
  return plain.toString();
}
