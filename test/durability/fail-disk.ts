/**
 * Makes the disk fail while clients write to a server: a full disk, a read-only disk, failing syncs, a locked
 * database and a damaged page. During a failure the server must reject writes as unavailable and apply none of them partly. After
 * the failure the same server must accept writes again.
 */
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { RawClient } from '../support/raw-client.ts';
import { Disk, type Fault } from './disk.ts';
import { Product, runCommand, ServerFixture } from './product.ts';
import { report } from './report.ts';

const WRITES = 50;

const place = new ServerFixture();
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

/** Returns the number of stored customers. The list and the events must agree on it. */
async function stored(): Promise<number> {
  const { pagination } = JSON.parse((await get('/v2/customers?limit=1')).text);
  const newest = JSON.parse((await get('/v2/events?limit=1')).text).data[0];
  if (pagination.total !== newest.sequence)
    losses.push(`the list counts ${pagination.total} customers, but the events count ${newest.sequence}`);
  return pagination.total;
}

/** Runs one kind of failure, with writes before, during and after it. */
async function fail(what: string, begin: () => void, end: () => void): Promise<void> {
  for (const { status } of await statuses(WRITES, `${what}-before`)) {
    if (status !== 201) losses.push(`before ${what}: a write got status ${status}`);
  }
  made += WRITES;
  begin();
  const answers = await statuses(WRITES, `${what}-during`);
  for (const { status, headers, text } of answers) {
    const isClear = status === 503 && headers['retry-after'] && text.includes('"unavailable"');
    if (!isClear) losses.push(`${what}: ${status} ${text}`);
  }
  counts[`${what}: writes rejected with 503 and Retry-After`] = answers.filter(
    ({ status }) => status === 503,
  ).length;
  if ((await get(path(`${what}-before-0`))).status !== 200) losses.push(`${what}: a read failed`);
  if ((await get(path(`${what}-during-0`))).status !== 404)
    losses.push(`${what}: a rejected write is stored`);
  if ((await stored()) !== made) losses.push(`${what}: the number of customers is wrong`);
  end();
  const again = await statuses(WRITES, `${what}-during`);
  for (const { status } of again)
    if (status !== 201) losses.push(`after ${what}: a write got status ${status}`);
  made += WRITES;
  if ((await stored()) !== made) losses.push(`after ${what}: the number of customers is wrong`);
  counts[`${what}: the same writes accepted by the same server afterwards`] = again.length;
}

for (const fault of ['full', 'read-only', 'failing'] satisfies Fault[]) {
  await fail(
    `a ${fault} disk`.replaceAll(' ', '-'),
    () => disk.become(fault),
    () => disk.become('healthy'),
  );
}

// A sync that does not return. The writes that wait for it are rejected after a stated time, and are executed later: when
// the disk responds again, the first group of them has been executed, so the same writes are repeated with status 200.
{
  const readyz = async () => (await client.send('GET', '/readyz', {})).status;
  disk.become('hanging');
  const since = performance.now();
  const answers = await statuses(WRITES, 'a-hanging-disk');
  counts['a hanging disk: seconds until the waiting writes are rejected'] = Math.round(
    (performance.now() - since) / 1000,
  );
  for (const { status, headers } of answers)
    if (status !== 503 || !headers['retry-after'])
      losses.push(`a hanging disk: a write got status ${status}`);
  if ((await readyz()) !== 503) losses.push('a hanging disk: the server says that it is ready');
  if ((await get(path('a-full-disk-before-0'))).status !== 200) losses.push('a hanging disk: a read failed');
  disk.become('healthy');
  while ((await readyz()) !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { status } of await statuses(WRITES, 'a-hanging-disk'))
    if (status !== 200 && status !== 201) losses.push(`after a hanging disk: a write got status ${status}`);
  made += WRITES;
  if ((await stored()) !== made) losses.push('after a hanging disk: the number of customers is wrong');
}

const holder = new Database(place.database);
await fail(
  'a-locked-database',
  () => holder.exec('BEGIN IMMEDIATE'),
  () => holder.exec('ROLLBACK'),
);
holder.close();

// A retry cannot repair a damaged page, so the response is a 500 without details instead of a 503. Requests that do not
// read the page succeed.
const VICTIM = 'a-full-disk-before-7';
const other = new Database(place.database);
const dropCaches = () => other.exec('UPDATE merchants SET name = name');
other.pragma('wal_checkpoint(TRUNCATE)');
const mend = damagePagesWith(`${VICTIM}@example.com`);
dropCaches();
const broken = await get(path(VICTIM));
if (broken.status !== 500 || !broken.text.includes('"internal_error"'))
  losses.push(`a damaged page: a read got status ${broken.status}`);
if (/sqlite|malformed|upsertd\.db|select/i.test(broken.text))
  losses.push(`a damaged page: the response contains details: ${broken.text}`);
counts['a damaged page: reads of a customer on it, response 500'] = 1;
const fine = await statuses(WRITES, 'z-beside-damage');
for (const { status } of fine)
  if (status !== 201) losses.push(`a damaged page: a write elsewhere got status ${status}`);
counts['a damaged page: writes elsewhere, accepted'] = fine.length;
if ((await runCommand(place, 'doctor')) !== 1) losses.push('doctor did not find the damaged page');
other.pragma('wal_checkpoint(TRUNCATE)');
mend();
dropCaches();
if ((await get(path(VICTIM))).status !== 200) losses.push('a repaired page cannot be read');
other.close();

// SIGTERM during a sync that does not return.
disk.become('hanging');
void write('at-the-end').catch(() => {});
await new Promise((resolve) => setTimeout(resolve, 200));
const signalled = performance.now();
const exited = once(product.child, 'exit');
product.child.kill('SIGTERM');
await exited;
const seconds = (performance.now() - signalled) / 1000;
counts['a hanging disk: seconds until SIGTERM ends the server'] = Math.round(seconds);
if (seconds > 10) losses.push(`a hanging disk: SIGTERM took ${Math.round(seconds)} s`);

report('disk failures under a running server', counts, losses);
client.close();
await product.kill();
place.remove();

/** Overwrites every table page, but no index page, that contains the text. @returns a function that restores them. */
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
