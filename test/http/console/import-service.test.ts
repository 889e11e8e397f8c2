import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ImportService } from '../../../src/http/console/imports/import-service.ts';
import type { TaskRequest } from '../../../src/http/console/imports/task-runner.ts';
import { makeId } from '../../../src/platform/ids.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { addMerchant } from '../../support/tenants.ts';

const PLAN = {
  ...{ problem: null, columns: [], first_rows: [], notices: [] },
  ...{ sheets: [], fields: [], required_fields: [], maps: [] },
};

test('a dry run that follows the reading of the columns begins before the result is on the disk, so that no page shows the file without a task', async () => {
  const store = await openStore('sqlite::memory:');
  const merchantId = await addMerchant(store);
  const tasks: string[] = [];
  const runTask = ({ task }: TaskRequest) => {
    tasks.push(task);
    const output = task === 'plan' ? PLAN : undefined;
    return { ended: Promise.resolve({ exitCode: 0, output, messages: [] }), stop: () => {} };
  };
  const imports = new ImportService({
    ...{ folder: tempFolder(), maxBytes: 1000, runTask, store, clock: () => 0, newId: makeId },
    onError: (_what, error) => {
      throw error;
    },
  });
  await imports.start(() => {});
  const reserved = await imports.uploads.reserve(1);
  if ('refused' in reserved) throw new Error(reserved.refused);
  const { id } = reserved;
  writeFileSync(join(reserved.path, 'a.csv'), 'a');
  const tenant = { merchantId, mode: 'sandbox' } as const;
  await imports.uploads.add({ id, name: 'a.csv', bytes: 1, tenant, source: 'crm' });

  const { promise: diskResponds, resolve: respond } = Promise.withResolvers<void>();
  const { folder } = imports.uploads;
  const save = folder.save.bind(folder);
  folder.save = async (upload) => {
    if (upload.plan) await diskResponds;
    return save(upload);
  };
  await imports.configure(id, { source: 'crm', options: {} }, { thenDryRun: true });
  await expect.poll(() => imports.uploads.find(id)?.plan).toBeDefined();
  expect(imports.uploads.find(id)?.task).toBe('dry_run');
  respond();
  await expect.poll(() => tasks).toEqual(['plan', 'dry_run']);
  await imports.close();
  await store.close();
});
