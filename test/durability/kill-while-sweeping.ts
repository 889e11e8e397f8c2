/**
 * Kills the server while it deletes many expired stored responses. Argument: number of kills (default: 20). Only
 * expired responses may disappear, each deletion is one transaction, and acknowledged writes must still exist and be replayed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { CONNECTIONS } from './kill-loop.ts';
import { Ledger } from './ledger.ts';
import { Product, ServerFixture } from './product.ts';
import { report } from './report.ts';

const cycles = Number(process.argv[2] ?? 20);
const EXPIRED = 20_000;
/** Number of stored responses that the server deletes in one transaction. */
const ROUND = 500;

const place = new ServerFixture();
const ledger = new Ledger(place.key);
const { counts, losses } = ledger;
let swept = 0;
let amidst = 0;

const first = await Product.start(place);
const loading = ledger.load(first.url, CONNECTIONS);
await ledger.acknowledges(200);
await first.kill();
await loading;

for (let cycle = 1; cycle <= cycles; cycle += 1) {
  addExpired();
  const product = await Product.start(place);
  await sleep(Math.random() * 500);
  await product.kill();
  const left = countExpired();
  swept += EXPIRED - left;
  if (left > 0 && left < EXPIRED) amidst += 1;
  if (left % ROUND !== 0)
    losses.push(`a deletion was applied partly: ${left} expired responses are left, no multiple of ${ROUND}`);
}
const last = await Product.start(place);
await ledger.audit(last.url);
await last.kill();
if (swept === 0) losses.push('no kill happened during a deletion, so the test could not detect a fault');

report(
  'kill -9 while expired responses are deleted',
  {
    kills: cycles,
    '… of which during the deletion': amidst,
    'expired responses deleted': swept,
    'writes acknowledged': counts.acknowledged,
    'responses replayed, byte for byte': counts.replayed,
  },
  losses,
);
place.remove();

/** Inserts expired copies of a stored response, so that the test does not wait for responses to expire. */
function addExpired(): void {
  withDatabase((database) => {
    database.exec('DELETE FROM kept_answers WHERE expires_at = 0');
    database
      .prepare(
        `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
         INSERT INTO kept_answers (tenant, claim, fingerprint, status, headers, body, expires_at)
         SELECT tenant, 'expired-' || n, fingerprint, status, headers, body, 0
         FROM n, (SELECT * FROM kept_answers LIMIT 1)`,
      )
      .run(EXPIRED);
  });
}

function countExpired(): number {
  const sql = 'SELECT count(*) FROM kept_answers WHERE expires_at = 0';
  return withDatabase((database) => database.prepare<[], number>(sql).pluck().get()) ?? 0;
}

function withDatabase<T>(work: (database: Database.Database) => T): T {
  const database = new Database(place.database);
  try {
    return work(database);
  } finally {
    database.close();
  }
}
