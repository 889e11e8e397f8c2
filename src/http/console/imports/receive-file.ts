import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { allowSlowBody } from '../../server/slow-bodies.ts';
import { safeFileName } from './file-name.ts';
import type { UploadRefusal, Uploads } from './uploads.ts';

/** The fields of the form of an upload, which the browser sends before the file. */
export type UploadFields = ReadonlyMap<string, string>;

export interface ReceivedFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly fields: UploadFields;
}

export type FileRefusal = UploadRefusal | 'not_a_form' | 'no_file' | 'fields' | 'too_large' | 'interrupted';

/** The bounds of everything in the form except the content of the file. */
const FORM_LIMITS = {
  fieldNameSize: 100,
  fieldSize: 1024,
  fields: 10,
  files: 1,
  parts: 11,
  headerPairs: 20,
  headerSize: 8192,
};
/** The size of a form without its file is at most this; bytes. */
const FORM_BYTES = 64 * 1024;
/** An upload may take longer than other requests, but must send PACE_BYTES within each interval of this; milliseconds. */
const PACE_MS = 30_000;
const PACE_BYTES = 64 * 1024;

/**
 * Receives the form of an upload and writes its file to the disk while it arrives. It accepts no byte of the file before
 * `accepts` has agreed to the fields.
 */
export async function receiveFile(
  request: IncomingMessage,
  uploads: Uploads,
  accepts: (fields: UploadFields) => boolean,
): Promise<ReceivedFile | { readonly refused: FileRefusal }> {
  const length = Number(request.headers['content-length'] ?? uploads.maxBytes);
  if (length > uploads.maxBytes + FORM_BYTES) return { refused: 'too_large' };
  const parser = createParser(request, uploads.maxBytes);
  if (!parser) return { refused: 'not_a_form' };
  const fields = new Map<string, string>();
  const interruption = new AbortController();
  const { promise: parsed, resolve: end } = Promise.withResolvers<void>();
  // What still arrives is dropped: the browser reads the response only after it has sent the whole file.
  const stop = () => {
    request.unpipe(parser).resume();
    end();
  };
  const interrupt = () => {
    interruption.abort();
    stop();
  };
  let receiving: Promise<WrittenFile> | undefined;
  let bytes = 0;
  const isTooLong = () => bytes > uploads.maxBytes + FORM_BYTES;
  parser.on('field', (name, value) => fields.set(name, value));
  parser.on('file', (_field, file, sentName) => {
    // The parser reports a form that ends within the file twice. Without a listener, the second error would end the process.
    file.on('error', () => undefined);
    // A browser sends a file without a name if the operator has chosen none.
    const refused = accepts(fields) ? (sentName ? undefined : 'no_file') : 'fields';
    const written = { uploads, length, name: safeFileName(sentName ?? ''), signal: interruption.signal };
    receiving ??= refused ? drop(file, refused) : writeFile(file, written);
    void receiving.then((ended) => 'refused' in ended && stop());
  });
  const endException = allowSlowBody(request.socket);
  const endPace = requirePace(request, () => bytes);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (isTooLong()) interrupt();
  });
  parser.on('finish', end).on('error', interrupt);
  request.once('close', () => request.complete || interrupt());
  request.pipe(parser);
  await parsed;
  endPace();
  endException();
  const received = (await receiving) ?? { refused: accepts(fields) ? 'no_file' : 'fields' };
  if (!('refused' in received)) return { ...received, fields };
  return isTooLong() ? { refused: 'too_large' } : received;
}

/** Closes the connection of an upload that sends too little. @returns ends this. */
function requirePace(request: IncomingMessage, bytes: () => number): () => void {
  let seen = 0;
  const timer = setInterval(() => {
    if (bytes() - seen < PACE_BYTES) request.destroy();
    seen = bytes();
  }, PACE_MS).unref();
  return () => clearInterval(timer);
}

function createParser({ headers }: IncomingMessage, fileSize: number): BusboyInstance | undefined {
  if (!headers['content-type']?.toLowerCase().startsWith('multipart/form-data')) return undefined;
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits: { ...FORM_LIMITS, fileSize } });
  } catch {
    // The header names no boundary.
    return undefined;
  }
}

type WrittenFile = Omit<ReceivedFile, 'fields'> | { readonly refused: FileRefusal };

async function drop(file: Readable, refused: FileRefusal): Promise<WrittenFile> {
  file.resume();
  return { refused };
}

interface WriteOptions {
  readonly uploads: Uploads;
  readonly length: number;
  readonly name: string;
  readonly signal: AbortSignal;
}

/** Writes a file to the disk, unless it is too large or there is no room. Never rejects. */
async function writeFile(
  file: Readable & { truncated: boolean },
  { uploads, length, name, signal }: WriteOptions,
): Promise<WrittenFile> {
  let id: string | undefined;
  try {
    const reserved = await uploads.reserve(length);
    if ('refused' in reserved) return reserved;
    id = reserved.id;
    signal.throwIfAborted();
    const path = join(reserved.path, name);
    await pipeline(file, createWriteStream(path, { mode: 0o600, flags: 'wx' }), { signal });
    if (!file.truncated) return { id, name, bytes: (await stat(path)).size };
    await uploads.abandon(id);
    return { refused: 'too_large' };
  } catch (error) {
    if (id !== undefined) await uploads.abandon(id).catch(() => undefined);
    return { refused: (error as { code?: string }).code === 'ENOSPC' ? 'disk_full' : 'interrupted' };
  }
}
