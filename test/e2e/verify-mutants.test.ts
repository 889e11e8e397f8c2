import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MUTANTS } from '../verify-score/mutants/all-mutants.ts';
import { isNamed } from '../verify-score/score.ts';
import type { MutantResult } from '../verify-score/verify-mutant.ts';

/** A sample of all chapters; `make verify-score` runs all mutants. */
const SAMPLE = [
  'order.key-before-version',
  'order.scope-after-body',
  'shapes.source-case-in-batch',
  'shapes.id-normalised',
  'values.trims',
  'values.metadata-characters',
  'upsert.null-ignored-in-batch',
  'upsert.metadata-deep',
  'stale.milliseconds-only',
  'link.given-up-email-taken',
  'conditions.first-tag-only',
  'batch.atomic-keeps-known',
  'idempotency.other-query-replayed',
  'lists.search-underscore',
  'events.today',
];

test('verify passes the unchanged server, and names the broken rule of each of fifteen mutants', async () => {
  const worker = fork(fileURLToPath(new URL('../verify-score/worker.ts', import.meta.url)), [
    'unchanged',
    ...SAMPLE,
  ]);
  const results = new Map<string, MutantResult>();
  worker.on('message', (result: MutantResult) => results.set(result.id, result));
  await once(worker, 'close');
  expect(results.get('unchanged')).toMatchObject({ failed: [] });
  const misses = MUTANTS.filter(({ id }) => SAMPLE.includes(id)).filter(
    (mutant) => !isNamed(mutant, results.get(mutant.id)?.failed ?? []),
  );
  expect(misses.map(({ id }) => id)).toEqual([]);
  expect(results.size).toBe(SAMPLE.length + 1);
});
