import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** A file in each content coding, compressed once. */
export interface Prepared {
  readonly mediaType: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly br: Buffer;
}

/** Higher qualities need much more time and save little. */
const BROTLI_QUALITY = 6;

/** Compresses a file and computes its ETag. */
export async function prepare(mediaType: string, content: string | Buffer): Promise<Prepared> {
  const plain = Buffer.from(content);
  const [zipped, br] = await Promise.all([
    promisify(gzip)(plain),
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  ]);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`;
  return { mediaType, etag, plain, gzip: zipped, br };
}

/** Sends a file in the smallest content coding that the browser accepts, or 304 if the browser has it already. */
export function sendPrepared(request: Request, response: Response, file: Prepared): void {
  response.set({ 'Content-Type': file.mediaType, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' });
  response.set('ETag', file.etag);
  if (request.header('If-None-Match') === file.etag) {
    response.status(304).end();
    return;
  }
  const coding = (['br', 'gzip'] as const).find((one) => request.acceptsEncodings(one));
  const body = coding ? file[coding] : file.plain;
  if (coding) response.set('Content-Encoding', coding);
  response.set('Content-Length', String(body.length)).end(body);
}
