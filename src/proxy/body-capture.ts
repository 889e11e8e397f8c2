import type { Readable } from 'node:stream';

/** The largest body that is captured, in bytes. Bodies that the API allows are smaller. */
const LIMIT = 16 * 1024 * 1024;

/** Copies the data of a stream without delaying it. */
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

  /** Returns the captured body; undefined if it exceeded the limit. */
  bytes(): Buffer | undefined {
    return this.#length > LIMIT ? undefined : Buffer.concat(this.#chunks);
  }
}
