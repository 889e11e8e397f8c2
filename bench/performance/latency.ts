import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PROGRAMS } from './programs.ts';
import { type Comparison, type Metric, toValues } from './results.ts';
import { KEY, startServer } from './servers.ts';
import { load } from './wrk-script.ts';

interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly p99_9: number;
  readonly failed: number;
}

const CONNECTIONS = 64;

const PERCENTILES = {
  p50: { name: 'median', limitMs: 10 },
  p99: { name: '99th percentile', limitMs: 10 },
  p99_9: { name: '99.9th percentile', limitMs: 100 },
} as const;

/** Measures the latency of upsertd and of the bare server, both at half of upsertd's highest rate. */
export async function measureLatency(folder: string, seconds: number): Promise<Comparison> {
  const { server } = await startServer('upsertd', folder);
  const { server: bare } = await startServer('bare', folder);
  try {
    const options = { key: KEY, connections: CONNECTIONS, seconds };
    await load(server.url, 'upsert', options);
    const rate = Math.round((await load(server.url, 'upsert', options)) / 2);
    const [ours, theirs] = [await paced(server.url, rate, seconds), await paced(bare.url, rate, seconds)];
    const metric = (id: keyof typeof PERCENTILES): Metric => ({
      ...{ id: `latency-${id}`, name: PERCENTILES[id].name, unit: 'ms' },
      values: toValues({ [PROGRAMS.upsertd]: ours[id], [PROGRAMS.bare]: theirs[id] }),
      targets: [
        {
          ...{ subject: PROGRAMS.upsertd, condition: 'at most', limit: PERCENTILES[id].limitMs },
          measured: ours[id],
        },
      ],
    });
    return {
      title: `Latency at ${rate.toLocaleString('en')} upserts per second`,
      method:
        `${CONNECTIONS} connections send single upserts at this steady rate, half of the highest rate that upsertd reached ` +
        'just before. Latency counts from the time at which a request was due, until the whole response has arrived.',
      better: 'lower',
      metrics: [metric('p50'), metric('p99'), metric('p99_9')],
    };
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
