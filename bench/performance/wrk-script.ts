import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface WrkResult {
  readonly requests: number;
  readonly microseconds: number;
  readonly errors: number;
}

let runs = 0;

/**
 * Runs wrk with a script of `bench/load`. Every run creates new customers.
 *
 * @returns requests per second.
 * @throws Error if a response was not a success.
 */
export async function load(
  url: string,
  script: 'upsert' | 'batch',
  { key, connections, seconds, idempotent = false }: LoadOptions,
): Promise<number> {
  runs += 1;
  const env = { ...process.env, KEY: key, PREFIX: `r${runs}x`, IDEMPOTENT: idempotent ? '1' : '0' };
  const options = [
    '-t1',
    '--timeout',
    '30s',
    `-c${connections}`,
    `-d${seconds}s`,
    '-s',
    `bench/load/${script}.lua`,
    url,
  ];
  const { stdout } = await promisify(execFile)('wrk', options, { env });
  const result = JSON.parse(/^RESULT (.*)$/m.exec(stdout)?.[1] ?? '{}') as WrkResult;
  if (result.errors > 0) throw new Error(`${result.errors} of ${result.requests} requests failed at ${url}.`);
  return result.requests / (result.microseconds / 1e6);
}

export interface LoadOptions {
  readonly key: string;
  readonly connections: number;
  readonly seconds: number;
  /** Sends a new Idempotency-Key with each request. */
  readonly idempotent?: boolean;
}
