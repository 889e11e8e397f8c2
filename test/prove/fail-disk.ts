/**
 * Lets the disk fail under a server that is being written to, in each way in which disks do: full, read-only, failing
 * to write, locked by somebody else, damaged. Until the cause goes, writes must be refused as unavailable, with
 * nothing half written; after it has gone, the same server must go on.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { RawClient } from '../support/raw-client.ts';
import { Disk, type Fault } from './disk.ts';
import { Place, Product, runCommand } from './product.ts';
import { report } from './report.ts';

const WRITES = 50;

const place = new Place();
const disk = new Disk(place);
const product = await Product.start(place);
const client = new RawClient(product.url);
const counts: Record<string, number> = {};
const losses: string[] = [];
let made = 0;

const path = (name: string) => `/v2/customers/external/prove/${name}`;
const get = (where: string) => client.send('GET', where, { 'x-api-key': place.key });

async function write(name: string, headers = {}) {
  const all = { 'x-api-key': place.key, 'content-type': 'application/json', ...headers };
  return client.send(
    'PUT',
    path(name),
    all,
    JSON.stringify({ email: `${name}@example.com`, notes: 'x'.repeat(2000) }),
  );
}

const statuses = (count: number, prefix: string) =>
  Promise.all(Array.from({ length: count }, (_, index) => write(`${prefix}-${index}`)));

/** Counts what is stored, by the list and by the events, which must agree. */
async function stored(): Promise<number> {
  const { pagination } = JSON.parse((await get('/v2/customers?limit=1')).text);
  const newest = JSON.parse((await get('/v2/events?limit=1')).text).data[0];
  if (pagination.total !== newest.sequence)
    losses.push(`${pagination.total} customers, ${newest.sequence} events`);
  return pagination.total;
}

/** One way to fail: writes before, during and after it. */
async function fail(what: string, begin: () => void, end: () => void): Promise<void> {
  for (const { status } of await statuses(WRITES, `${what}-before`)) {
    if (status !== 201) losses.push(`before ${what}: ${status}`);
  }
  made += WRITES;
  begin();
  const answers = await statuses(WRITES, `${what}-during`);
  for (const { status, headers, text } of answers) {
    const isClear = status === 503 && headers['retry-after'] && text.includes('"unavailable"');
    if (!isClear) losses.push(`${what}: ${status} ${text}`);
  }
  counts[`${what}: writes refused with 503 and Retry-After`] = answers.filter(
    ({ status }) => status === 503,
  ).length;
  if ((await get(path(`${what}-before-0`))).status !== 200) losses.push(`${what}: reads are not served`);
  if ((await get(path(`${what}-during-0`))).status !== 404) losses.push(`${what}: a refused write is there`);
  if ((await stored()) !== made) losses.push(`${what}: something was half written`);
  end();
  const again = await statuses(WRITES, `${what}-during`);
  for (const { status } of again) if (status !== 201) losses.push(`after ${what}: ${status}`);
  made += WRITES;
  if ((await stored()) !== made) losses.push(`after ${what}: the count is wrong`);
  counts[`${what}: the same writes done by the same server afterwards`] = again.length;
}

for (const fault of ['full', 'read-only', 'failing'] satisfies Fault[]) {
  await fail(
    `a ${fault} disk`.replaceAll(' ', '-'),
    () => disk.become(fault),
    () => disk.become('healthy'),
  );
}

const holder = new Database(place.database);
await fail(
  'a-locked-database',
  () => holder.exec('BEGIN IMMEDIATE'),
  () => holder.exec('ROLLBACK'),
);
holder.close();

// A damaged page is not unavailable: asking again cannot mend it. Who needs it gets a 500 that tells nothing, and who
// does not is served.
const VICTIM = 'a-full-disk-before-7';
const other = new Database(place.database);
const dropCaches = () => other.exec('UPDATE merchants SET name = name');
other.pragma('wal_checkpoint(TRUNCATE)');
const mend = damagePagesWith(`${VICTIM}@example.com`);
dropCaches();
const broken = await get(path(VICTIM));
if (broken.status !== 500 || !broken.text.includes('"internal_error"'))
  losses.push(`a damaged page: ${broken.status}`);
if (/sqlite|malformed|upsertd\.db|select/i.test(broken.text)) losses.push(`a damaged page: ${broken.text}`);
counts['a damaged page: customers on it, answered 500'] = 1;
const fine = await statuses(WRITES, 'z-beside-damage');
for (const { status } of fine) if (status !== 201) losses.push(`beside a damaged page: ${status}`);
counts['a damaged page: writes beside it, done'] = fine.length;
if ((await runCommand(place, 'doctor')) !== 1) losses.push('doctor did not find the damaged page');
other.pragma('wal_checkpoint(TRUNCATE)');
mend();
dropCaches();
if ((await get(path(VICTIM))).status !== 200) losses.push('a mended page is not read');
other.close();

report('a disk that fails under a server', counts, losses);
client.close();
await product.kill();
place.remove();

/** Overwrites each page of a table, not of an index, that holds this text. @returns how to put them back. */
function damagePagesWith(text: string): () => void {
  const PAGE = 4096;
  const TABLE_LEAF = 13;
  const bytes = readFileSync(place.database);
  const pages = new Set<number>();
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
    const page = Math.floor(at / PAGE);
    if (bytes[page * PAGE] === TABLE_LEAF) pages.add(page);
  }
  const overwrite = (contents: (page: number) => Buffer) => {
    const file = openSync(place.database, 'r+');
    for (const page of pages) writeSync(file, contents(page), 0, PAGE, page * PAGE);
    closeSync(file);
  };
  overwrite(() => Buffer.alloc(PAGE, 0xa5));
  return () => overwrite((page) => bytes.subarray(page * PAGE, (page + 1) * PAGE));
}
