import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DEVICE = '/dev/null';

test('an import does not change the mode of a device that --rejects names', async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, 'customers.csv'), 'external_id,email\n1,invalid\n');
  const { mode } = statSync(DEVICE);
  // The root user can change it, and every other program would miss it.
  onTestFinished(() => {
    if (statSync(DEVICE).mode !== mode) chmodSync(DEVICE, mode & 0o777);
  });
  const args = ['import', 'customers.csv', '--source', 'crm', '--dry-run', '--rejects', DEVICE];
  expect(await upsertd(args, { cwd })).toMatchObject({ code: 1 });
  expect(statSync(DEVICE).mode).toBe(mode);
});
