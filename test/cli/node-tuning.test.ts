import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Allocates much more than the young generation, and keeps some of it for a while, as an import does. */
const PROGRAM = `
import { getHeapSpaceStatistics } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import { limitYoungSpace } from './src/cli/node-tuning.ts';
limitYoungSpace();
const kept = [];
for (let round = 0; round < 400; round += 1) {
  kept.push(Array.from({ length: 20_000 }, (_, index) => ({ text: 'row ' + index })));
  if (kept.length > 4) kept.shift();
  await setImmediate();
}
const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
console.log(young.space_size);
`;

test('limitYoungSpace keeps the young generation of V8 below 64 MiB', () => {
  const bytes = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], { timeout: 60_000 });
  expect(Number(bytes)).toBeGreaterThan(0);
  expect(Number(bytes)).toBeLessThan(64 * 2 ** 20);
});
