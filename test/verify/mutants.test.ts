import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import { MUTANTS } from '../verify-score/mutants/all-mutants.ts';

const rules = new Verifier(loadContract()).rules;

test('each mutant of the score changes a text that the source has, so that it is not the unchanged server', () => {
  const missing = MUTANTS.flatMap(({ id, edits }) =>
    edits
      .filter(({ file, from }) => !readFileSync(`src/${file}`, 'utf8').includes(from))
      .map(({ file, from }) => `${id}: src/${file} does not contain ${from}`),
  );
  expect(missing).toEqual([]);
});

test('each mutant that changes the spec changes a text that the spec has', () => {
  const spec = readFileSync('generated/openapi.json', 'utf8');
  const read = 'JSON.parse(bundled.toString())';
  const changes = MUTANTS.flatMap(({ id, edits }) =>
    edits.flatMap(({ from, to }) => (from === read ? [{ id, to }] : [])),
  );
  expect(changes.length).toBeGreaterThan(10);
  const unchanged = changes.filter(({ to }) => {
    const change = new Function('bundled', `return JSON.stringify(${to})`) as (bundled: string) => string;
    return change(spec) === JSON.stringify(JSON.parse(spec));
  });
  expect(unchanged.map(({ id }) => id)).toEqual([]);
});

test('each mutant of the score has a unique id and a family that contains rules', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(150);
  expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  const ids = rules.map(({ id }) => id);
  expect(MUTANTS.filter(({ family }) => !ids.some((id) => family.test(id))).map(({ id }) => id)).toEqual([]);
});

test('each rule about behaviour cites a statement that docs/contract.md has', () => {
  const page = readFileSync('docs/contract.md', 'utf8');
  const stated = new Set([...page.matchAll(/\*\*([A-Z]\d+)\*\*/g)].map(([, number]) => number));
  const cited = rules.filter(({ id }) => id.startsWith('behaviour.'));
  expect(cited.filter(({ cites }) => !stated.has(cites)).map(({ id }) => id)).toEqual([]);
});
