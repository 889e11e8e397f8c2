import type { Readable } from 'node:stream';

/** Above this nothing is kept: bodies of the contract are smaller, and memory is not without end. Bytes. */
const LIMIT = 16 * 1024 * 1024;

/** Keeps a copy of what flows through a stream, without holding it up. */
export class BodyCapture {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length > LIMIT) this.#chunks.length = 0;
      else this.#chunks.push(chunk);
    });
  }

  /** Undefined when it was more than is kept. */
  bytes(): Buffer | undefined {
    return this.#length > LIMIT ? undefined : Buffer.concat(this.#chunks);
  }
}
