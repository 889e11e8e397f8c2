import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Row } from './row.ts';
import { KEY, startServer } from './servers.ts';
import { load } from './wrk-script.ts';

interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly p99_9: number;
  readonly failed: number;
}

/** Latency at half of what the server can take at the most, in milliseconds, beside the bare server at the same rate. */
export async function measureLatency(folder: string, seconds: number): Promise<Row[]> {
  const { server } = await startServer('upsertd', folder);
  const { server: bare } = await startServer('bare', folder);
  try {
    const options = { key: KEY, connections: 64, seconds };
    await load(server.url, 'upsert', options);
    const rate = Math.round((await load(server.url, 'upsert', options)) / 2);
    const [ours, theirs] = [await paced(server.url, rate, seconds), await paced(bare.url, rate, seconds)];
    const row = (name: 'p50' | 'p99' | 'p99_9', goalMs: number): Row => ({
      ...{ number: 6, what: `latency ${name.replace('_', '.')} at ${rate}/s`, beside: `${goalMs} ms; bare` },
      ...{ ours: `${ours[name]} ms`, theirs: `${goalMs} ms; ${theirs[name]} ms` },
      ...{ ratio: goalMs / Math.max(ours[name], 0.5), goal: 1 },
    });
    return [row('p50', 10), row('p99', 10), row('p99_9', 100)];
  } finally {
    await server.stop();
    await bare.stop();
  }
}

async function paced(url: string, rate: number, seconds: number): Promise<Latency> {
  const args = ['bench/load/paced.mjs', url, KEY, `${rate}`, `${seconds}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const latency = JSON.parse(stdout) as Latency;
  if (latency.failed > 0) throw new Error(`${latency.failed} requests failed at ${url}.`);
  return latency;
}
