import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { makeSecret } from '../src/domain/keys/key-gate.ts';
import { ServerProcess } from './server-process.ts';

/**
 * Measures how the memory of each kind of pull grows with the number of records: the peak of a run with FEW records is
 * subtracted from that of a run with MANY. The peak is that of the memory in use, without garbage. The records have about
 * 250 bytes. Needs `make build`.
 */
const FEW = 20_000;
const MANY = 220_000;
const PAGE = 500;
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Collects the garbage at intervals, and writes the largest amount of memory in use to a file, in bytes. */
const REPORTER = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs';
   let peak = 0;
   const look = () => {
     gc();
     const { heapUsed, external } = process.memoryUsage();
     peak = Math.max(peak, heapUsed + external);
   };
   setInterval(look, 250).unref();
   process.on('exit', () => writeFileSync(process.env.BENCH_PEAK, String(peak)));`,
)}`;

const cwd = mkdtempSync(join(tmpdir(), 'upsertd-bench-'));
const key = makeSecret('sandbox');

/** What the source sends. Records whose emails are invalid are rejected. */
const content = { total: 0, hasEmails: true };

const source = createServer(({ url = '' }, response) => {
  const page = Number(new URL(url, 'http://x').searchParams.get('page'));
  const length = Math.max(0, Math.min(PAGE, content.total - page * PAGE));
  const items = Array.from({ length }, (_, at) => record(page * PAGE + at));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ items, more: (page + 1) * PAGE < content.total }));
}).listen(0, '127.0.0.1');
await once(source, 'listening');

function record(id: number) {
  return {
    id: `M-${id}`,
    email: content.hasEmails ? `member.${id}@gym.example.com` : `member ${id}`,
    name: `Ingrid Solberg ${id}`,
    phone: `+47 22 ${id}`,
    city: 'Oslo',
    note: 'x'.repeat(100),
    updated: new Date(1_760_000_000_000 + id).toISOString(),
  };
}

const CONNECTOR = `source: gym
client: { base_url: "http://127.0.0.1:${(source.address() as AddressInfo).port}" }
endpoint:
  path: /members
  data_selector: items
  paginator: { type: page_number, base_page: 0, has_more_path: more }
record_key: id
map: { email: email, name: name, phone: phone, city: city, notes: note }
`;

interface Kind {
  readonly args: readonly string[];
  readonly hasKey?: boolean;
  readonly areRejected?: boolean;
}

/** Returns the peak of the memory in use of one pull, in bytes. */
async function peakOf(url: string, total: number, { args, hasKey, areRejected }: Kind): Promise<number> {
  Object.assign(content, { total, hasEmails: !areRejected });
  const peak = join(cwd, 'peak');
  const command = ['--expose-gc', '--import', REPORTER, MAIN, 'pull', file, '--json', ...args];
  const child = spawn(process.execPath, command, {
    cwd,
    env: {
      PATH: process.env.PATH,
      BENCH_PEAK: peak,
      ...(hasKey && { UPSERTD_URL: url, UPSERTD_API_KEY: key }),
    },
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (!output.includes(`${total}`)) throw new Error(errors);
  return Number(readFileSync(peak, 'utf8'));
}

const KINDS: Readonly<Record<string, Kind>> = {
  '--dry-run without an API key': { args: ['--dry-run'] },
  pull: { args: ['--full'], hasKey: true },
  '--dry-run with an API key': { args: ['--dry-run', '--full'], hasKey: true },
  '--compare, all equal': { args: ['--compare'], hasKey: true },
  '--dry-run of rejected records': { args: ['--dry-run'], areRejected: true },
};

const file = join(cwd, 'gym.yaml');
writeFileSync(file, CONNECTOR);
const command = [process.execPath, MAIN, 'serve', '--no-console', '--log-level', 'silent'];
const { server } = await ServerProcess.start(
  [...command, '--database', `sqlite:${join(cwd, 'bench.db')}`],
  { path: '/healthz' },
  { UPSERTD_SANDBOX_KEY: key },
);
try {
  let plain: number | undefined;
  for (const [name, kind] of Object.entries(KINDS)) {
    const few = await peakOf(server.url, FEW, kind);
    const many = await peakOf(server.url, MANY, kind);
    const each = (many - few) / (MANY - FEW);
    plain ??= each;
    console.log(
      `${name}: ${Math.round(each)} bytes per record, ${(each / plain).toFixed(1)} times the first`,
    );
  }
} finally {
  source.close();
  await server.stop();
  rmSync(cwd, { recursive: true });
}
