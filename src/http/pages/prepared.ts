import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

/** A file as it goes out, compressed once. */
export interface Prepared {
  readonly mediaType: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly br: Buffer;
}

/** From here on each step costs far more than it saves. */
const BROTLI_QUALITY = 6;

export async function prepare(mediaType: string, content: string | Buffer): Promise<Prepared> {
  const plain = Buffer.from(content);
  const [zipped, br] = await Promise.all([
    promisify(gzip)(plain),
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  ]);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`;
  return { mediaType, etag, plain, gzip: zipped, br };
}

/** Sends it in the smallest form that the browser reads, or says that the browser has it already. */
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
