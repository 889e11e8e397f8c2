import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('doctor ends with exit code 0 beside a running server, and with 1 if a check fails or there is no database', async () => {
  const cwd = tempFolder();
  const doctor = (...args: string[]) => upsertd(['doctor', ...args], { cwd });
  const served = await Served.start({ cwd });
  await served.put('PAT-1');

  const passed = await doctor();
  expect(passed).toMatchObject({ code: 0, stderr: '' });
  expect(passed.stdout).toMatch(/^good {2}permissions {3}0600, the owner alone$/m);
  expect(passed.stdout.trim().split('\n')).toHaveLength(10);
  const json = await doctor('--json');
  expect(new Set(JSON.parse(json.stdout).map(({ verdict }: { verdict: string }) => verdict))).toEqual(
    new Set(['good']),
  );

  await served.stop();
  truncateSync(join(cwd, 'upsertd.db'), 5000);
  const failed = await doctor();
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/^BAD /m);
  expect(failed.stderr).toMatch(/^upsertd: \d of \d checks failed\.\n$/);

  rmSync(join(cwd, 'upsertd.db'));
  expect(await doctor()).toEqual({
    code: 1,
    stdout: '',
    stderr: 'upsertd: There is no database ./upsertd.db.\n',
  });
});
