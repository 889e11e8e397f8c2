import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../../src/domain/store/store.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { openAgain, servedFile } from '../../../src/storage/sqlite/open/open-again.ts';
import { openWriterStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { anItem, TenantFixture } from '../conformance/tenant-fixture.ts';

const unavailable = { name: 'Problem', code: 'unavailable' };

let path: string;
let movedPath: string;
let store: Store;
let fixture: TenantFixture;
beforeEach(async () => {
  const folder = tempFolder();
  path = join(folder, 'test.db');
  movedPath = join(folder, 'moved.db');
  store = await openStore(`sqlite:${path}`, { serving: true });
  onTestFinished(() => store.close());
  fixture = await TenantFixture.in(store);
  await fixture.put({ externalId: '1' });
});

/** Moves the served file away, and puts a different database in its place. @returns the bytes of the different file. */
async function replaceServedFile(): Promise<Buffer> {
  const otherPath = join(tempFolder(), 'other.db');
  const other = await openStore(`sqlite:${otherPath}`);
  await (await TenantFixture.in(other)).put({ externalId: 'other' });
  await other.close();
  renameSync(path, movedPath);
  renameSync(otherPath, path);
  return readFileSync(path);
}

function putServedFileBack(): void {
  rmSync(path);
  renameSync(movedPath, path);
}

const search = () => fixture.list({ search: 'other' });

describe('a served file that was replaced by a different one', () => {
  test('cannot be opened again, until the served file is back', async () => {
    const file = servedFile(path);
    await replaceServedFile();
    expect(() => openAgain(file)).toThrow(
      /^The database path does not lead to the file that this process serves/,
    );
    putServedFileBack();
    openAgain(file).close();
  });

  test('cannot be opened again by the writer thread, which rejects with 503 and leaves the different file unchanged', async () => {
    const { id } = servedFile(path);
    const other = await replaceServedFile();
    const open = () => openWriterStore({ path, fileId: id, onCommit: () => {} });
    expect(open).toThrow(expect.objectContaining(unavailable));
    expect(readFileSync(path)).toEqual(other);
    putServedFileBack();
    const writer = open();
    await writer.merchants.add({ id: 'm', name: 'Added by the writer', createdAt: 1 });
    await writer.close();
    expect(await store.merchants.list()).toMatchObject([{}, { id: 'm' }]);
  });

  test('is not searched, and the search works again when the served file is back', async () => {
    await replaceServedFile();
    await expect(search()).rejects.toMatchObject(unavailable);
    putServedFileBack();
    expect(await search()).toMatchObject({ items: [] });
  });

  test('receives no pages of the served file from a checkpoint', async () => {
    const other = await replaceServedFile();
    for (let batch = 0; batch < 50; batch += 1) {
      await fixture.batch(Array.from({ length: 100 }, () => anItem()));
    }
    await store.close();
    expect(readFileSync(path)).toEqual(other);
  });
});
