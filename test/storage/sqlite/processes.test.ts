import { readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { OtherProcess } from './other-process.ts';

let folder: string;
let path: string;
let url: string;
beforeEach(() => {
  folder = tempFolder();
  path = join(folder, 'test.db');
  url = `sqlite:${path}`;
});

async function open(serving: boolean, at = url) {
  const store = await openStore(at, { serving });
  onTestFinished(() => store.close());
  return store;
}

const served = (at: string) =>
  `${at} is already served by another process; stop that one or name a different file.`;

describe('several processes', () => {
  test('that open a new file at the same time all find a complete database', async () => {
    const others = Array.from({ length: 4 }, () => new OtherProcess(url));
    for (const other of others) expect(await other.read()).toBe('ready');
    for (const other of others) other.write('open');
    expect(await Promise.all(others.map((other) => other.read()))).toEqual(['open', 'open', 'open', 'open']);
    for (const other of others) other.write('write');
    for (const other of others) expect(await other.read()).toBe('0');
    const store = await open(false);
    expect(await store.merchants.list()).toHaveLength(4);
  });
});

describe('a file that is being served', () => {
  test('is refused to a second server, also by another path, and not to other commands', async () => {
    const first = new OtherProcess(url, { serving: true });
    first.write('open');
    expect([await first.read(), await first.read()]).toEqual(['ready', 'open']);
    await expect(open(true)).rejects.toThrow(served(path));
    const link = join(folder, 'link.db');
    symlinkSync(path, link);
    await expect(open(true, `sqlite:${link}`)).rejects.toThrow(served(link));
    const beside = await open(false);
    await beside.merchants.add({ id: 'm', name: 'Beside', createdAt: 1 });
  });

  test('is refused to the same process as well, and remains locked after the refusal', async () => {
    const first = await open(true);
    await expect(open(true)).rejects.toThrow(served(path));
    const second = new OtherProcess(url, { serving: true });
    second.write('open');
    expect([await second.read(), await second.read()]).toEqual(['ready', served(path)]);
    await first.close();
    await open(true);
  });

  test('is refused to the same process by its new name after a rename, until it is closed', async () => {
    const first = await open(true);
    const renamed = join(folder, 'renamed.db');
    renameSync(path, renamed);
    await expect(open(true, `sqlite:${renamed}`)).rejects.toThrow(served(renamed));
    renameSync(renamed, path);
    await first.close();
    renameSync(path, renamed);
    await open(true, `sqlite:${renamed}`);
  });

  test('can be served again after its server was killed, and has all acknowledged writes', async () => {
    const server = new OtherProcess(url, { serving: true });
    server.write('open');
    server.write('write');
    expect([await server.read(), await server.read()]).toEqual(['ready', 'open']);
    let last = '';
    while (last !== '200') last = await server.read();
    await server.kill();
    expect(readdirSync(folder)).toContain('test.db-wal');

    const store = await open(true);
    const [merchant] = await store.merchants.list();
    const tenant = { merchantId: merchant?.id ?? '', mode: 'sandbox' } as const;
    for (let number = 0; number <= 200; number += 1) {
      for (const externalId of [`${number}`, `${number}-twin`]) {
        const reference = { source: 'practicehub', externalId };
        expect(await store.customers.findByReference(tenant, reference)).toBeDefined();
      }
    }
  });
});
