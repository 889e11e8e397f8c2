import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceRequest } from '../read/http-source.ts';
import type { SourceValue } from '../read/record-values.ts';
import { maskText, maskValues } from './mask.ts';

/** The headers of a response that say how the source behaves, and contain no values of people. */
const HEADERS = ['content-type', 'date', 'link', 'retry-after'];
const LIMIT_HEADER = /^(x-)?rate-?limit/;

/** The number of responses that one run records. */
const MOST_RESPONSES = 200;

/** Writes responses to a folder, with their values replaced, so that a user can share how a source behaves. */
export class ResponseRecorder {
  readonly #folder: string;
  #count = 0;

  /** @throws an error of the file system. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  record({ url }: SourceRequest, response: { body: SourceValue; headers: Headers; status: number }): void {
    if (this.#count === MOST_RESPONSES) return;
    this.#count += 1;
    const params = [...url.searchParams].map(([name, value]) => [name, maskText(value)]);
    const recorded = {
      request: { path: url.pathname, params },
      status: response.status,
      headers: recordedHeaders(response.headers),
      body: maskValues(response.body),
    };
    const name = `${String(this.#count).padStart(3, '0')}.json`;
    writeFileSync(join(this.#folder, name), `${JSON.stringify(recorded, undefined, 2)}\n`, { mode: 0o600 });
  }
}

function recordedHeaders(headers: Headers): Record<string, string> {
  const recorded = [...headers].filter(([name]) => HEADERS.includes(name) || LIMIT_HEADER.test(name));
  return Object.fromEntries(
    recorded.map(([name, value]) => [name, name === 'link' ? maskText(value) : value]),
  );
}
