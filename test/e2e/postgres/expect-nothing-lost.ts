import { expect } from 'vitest';
import { ask } from '../../support/test-database.ts';
import type { Writers } from './writers.ts';

/** Expects each acknowledged customer exactly once, no other customer, and a replay for a retry of each write. */
export async function expectNothingLost(database: string, writers: Writers): Promise<void> {
  const { acknowledged } = writers;
  const references = await ask<{ external_id: string }>(
    database,
    'SELECT external_id FROM customer_references',
  );
  const found = references.map(({ external_id }) => external_id);
  expect(new Set(found)).toEqual(new Set(acknowledged.map(({ externalId }) => externalId)));
  expect(found).toHaveLength(acknowledged.length);
  const [counts] = await ask(
    database,
    `SELECT (SELECT count(*)::int FROM customers) AS customers, (SELECT count(*)::int FROM events) AS events,
       (SELECT max(sequence)::int FROM events) AS last, (SELECT count(*)::int FROM kept_answers) AS answers`,
  );
  const each = acknowledged.length;
  expect(counts).toEqual({ customers: each, events: each, last: each, answers: each });
  for (const one of acknowledged.slice(-50))
    expect(await writers.again(one)).toEqual({ text: one.text, isReplay: true });
}
