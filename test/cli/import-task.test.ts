import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('an import of the console that cannot start, because the server has no free file descriptor, does not end the server', () => {
  const main = join(import.meta.dirname, 'import-task-main.ts');
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -n 60; exec "$0" "$1"', process.execPath, main],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({
    exitCode: null,
    messages: ['The import could not be started: EMFILE.'],
  });
});
