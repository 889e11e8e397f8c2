import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ImportService } from '../../../src/http/console/imports/import-service.ts';
import type { TaskEnd, TaskRequest, TaskRunner } from '../../../src/http/console/imports/task-runner.ts';

import { makeId } from '../../../src/platform/ids.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { addMerchant } from '../../support/tenants.ts';

const PLAN = { sheets: [], columns: [], first_rows: [], notices: [], problem: null };

/** Opens the imports of a console, and one uploaded file. @param folder the folder of the uploads. */
async function openImports(runTask: TaskRunner, folder = tempFolder()) {
  const store = await openStore('sqlite::memory:');
  onTestFinished(() => store.close());
  const errors: string[] = [];
  const imports = new ImportService({
    folder,
    maxBytes: 1000,
    runTask,
    store,
    clock: Date.now,
    newId: makeId,
    onError: (what) => errors.push(what),
  });
  const start = () => imports.start((_request, response) => void response.end());
  await start();
  onTestFinished(() => imports.close());
  const addFile = async () => {
    const reserved = await imports.uploads.reserve(3);
    if ('refused' in reserved) throw new Error(reserved.refused);
    writeFileSync(join(reserved.path, 'a.csv'), 'a,b');
    const tenant = { merchantId: await addMerchant(store), mode: 'sandbox' } as const;
    await imports.uploads.add({ id: reserved.id, name: 'a.csv', bytes: 3, tenant, source: 'crm' });
    return reserved.id;
  };
  return { imports, addFile, errors, folder };
}

/** Ends each task only when it is stopped. */
function untilStopped(end: TaskEnd) {
  const requests: TaskRequest[] = [];
  const runTask: TaskRunner = (request) => {
    requests.push(request);
    const { promise: ended, resolve } = Promise.withResolvers<TaskEnd>();
    return { ended, stop: () => resolve(end) };
  };
  return { requests, runTask };
}

const planned: TaskEnd = { exitCode: 0, output: PLAN, messages: [] };

test('a console that has stopped its imports begins no further task, not even the dry run that follows a plan', async () => {
  const { requests, runTask } = untilStopped(planned);
  const { imports, addFile } = await openImports(runTask);
  const id = await addFile();
  await imports.configure(id, { source: 'crm', options: {} }, { thenDryRun: true });
  await expect.poll(() => requests.length).toBe(1);
  await imports.close();
  expect(imports.uploads.find(id)?.plan).toBeDefined();
  expect(imports.busy).toBeUndefined();
  expect(await imports.begin(id, 'dry_run')).toBe(false);
  expect(requests.map(({ task }) => task)).toEqual(['plan']);
});

test('a task that is cancelled before its process has started never starts it', async () => {
  const { requests, runTask } = untilStopped(planned);
  const { imports, addFile } = await openImports(runTask);
  const id = await addFile();
  await imports.begin(id, 'plan');
  imports.cancel(id);
  await imports.close();
  expect(requests).toEqual([]);
});

test('a task whose output has another form fails, and the next task can begin', async () => {
  const { imports, addFile, errors } = await openImports(() => ({
    ended: Promise.resolve({ exitCode: 0, output: { format: 'csv' }, messages: [] }),
    stop: () => undefined,
  }));
  const id = await addFile();
  await imports.begin(id, 'plan');
  await expect.poll(() => imports.busy).toBeUndefined();
  expect(imports.uploads.find(id)?.planErrors).toHaveLength(1);
  expect(errors).toEqual(['an import of the console failed']);
  expect(await imports.begin(id, 'plan')).toBe(true);
});

test('a server starts although it cannot store that an import was interrupted', async () => {
  const { runTask } = untilStopped(planned);
  const { imports, addFile, folder } = await openImports(runTask);
  const id = await addFile();
  await imports.uploads.update(id, { task: 'import' });
  // The state is first written to this path.
  mkdirSync(join(folder, id, 'upload.json.part'));
  const after = await openImports(runTask, folder);
  expect(after.errors).toEqual(['the state of an import was not stored']);
  expect(after.imports.uploads.find(id)?.task).toBeUndefined();
});

test('a dry run that follows the reading of the columns begins before the result is on the disk, so that no page shows the file without a task', async () => {
  const tasks: string[] = [];
  const { imports, addFile } = await openImports(({ task }) => {
    tasks.push(task);
    const output = task === 'plan' ? PLAN : undefined;
    return { ended: Promise.resolve({ exitCode: 0, output, messages: [] }), stop: () => undefined };
  });
  const id = await addFile();
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
});
