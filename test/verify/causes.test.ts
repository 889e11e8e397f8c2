import { expect, test } from 'vitest';
import { Mismatch } from '../../src/verify/mismatch.ts';
import type { RuleOutcome } from '../../src/verify/outcome.ts';
import { groupByCause } from '../../src/verify/report/causes.ts';
import { ExchangeShower } from '../../src/verify/report/show-exchange.ts';
import { showFailures } from '../../src/verify/report/show-text.ts';
import { MATCHES_SPEC } from '../../src/verify/target-response.ts';

function failure(id: string, expected: string, got: string, body: object = {}): RuleOutcome {
  const rule = { id, group: 'Group', sentence: 'A sentence.', cites: 'M1', needs: [], run: async () => {} };
  const sent = { method: 'GET', url: '/v2/customers', headers: {} };
  const exchange = { sent, status: 200, headers: {}, bytes: Buffer.from(JSON.stringify(body)) };
  return { rule, took: 1, kind: 'failed', mismatch: new Mismatch(expected, got, exchange) };
}

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

test('failures that differ only in values have one cause, and the cause of most failures comes first', () => {
  const causes = groupByCause([
    failure('a', 'status 200', 'it was 404', { error: { code: 'resource_missing' } }),
    failure('b', 'data.name to be "Ada"', 'it is "Bob"'),
    failure('c', 'data.name to be "Eve"', 'it is "x \\" y"'),
    failure('d', MATCHES_SPEC, 'body/data/3 must be string', { error: { code: 'one' } }),
    failure('e', MATCHES_SPEC, 'body/data/7 must be string', { error: { code: 'two' } }),
    failure('f', MATCHES_SPEC, 'body/data/9 must be string'),
    failure('g', `data.id to be ${ID}`, 'it is nothing'),
  ]);
  expect(causes.map(({ failures }) => failures.map(({ rule }) => rule.id).join(''))).toEqual([
    'def',
    'bc',
    'a',
    'g',
  ]);
});

test('failures with different errors have different causes', () => {
  const refused = (code: string) => failure(code, 'status 200', 'it was 400', { error: { code } });
  expect(groupByCause([refused('conflict'), refused('invalid_request')]).length).toBe(2);
});

test('many failures fit on one screen, each cause with its first rule, its statement and its first exchange', () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    failure(`rule-${index}`, MATCHES_SPEC, `field${index % 9} is missing`),
  );
  const lines = showFailures(many, new ExchangeShower({ main: 'key' }));
  expect(lines.length).toBeLessThanOrEqual(50);
  expect(lines[0]).toBe('FAILED rule-0 (Group)');
  expect(lines.join('\n')).toContain('A sentence. (contract M1)');
  expect(lines.at(-1)).toMatch(/^3 more causes, with 99 failed rules\./);
});
