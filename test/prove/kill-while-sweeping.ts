/**
 * Kills the product 20 times (or as often as its argument says) while it forgets expired answers, of which it has
 * many: only expired ones may go, each round whole, and what was acknowledged must be there and be answered again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { CONNECTIONS } from './kill-loop.ts';
import { Ledger } from './ledger.ts';
import { Place, Product } from './product.ts';
import { report } from './report.ts';

const cycles = Number(process.argv[2] ?? 20);
const EXPIRED = 20_000;
/** How many answers are forgotten in one transaction. */
const ROUND = 500;

const place = new Place();
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
  if (left % ROUND !== 0) losses.push(`a round was left half done: ${left} expired answers`);
}
const last = await Product.start(place);
await ledger.audit(last.url);
await last.kill();
if (swept === 0) losses.push('no kill came while it swept, so this proves nothing');

report(
  'kill -9 while expired answers are swept',
  {
    kills: cycles,
    '… of which in the middle of the sweep': amidst,
    'expired answers swept': swept,
    'writes acknowledged': counts.acknowledged,
    'answers given again, byte for byte': counts.replayed,
  },
  losses,
);
place.remove();

/** Copies a kept answer as if others had been kept long ago; so that time passes without waiting for it. */
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
