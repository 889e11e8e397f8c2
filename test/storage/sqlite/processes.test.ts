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
  test('that open a new file at the same moment all find a whole database', async () => {
    const others = Array.from({ length: 4 }, () => new OtherProcess(url));
    for (const other of others) expect(await other.hear()).toBe('ready');
    for (const other of others) other.say('open');
    expect(await Promise.all(others.map((other) => other.hear()))).toEqual(['open', 'open', 'open', 'open']);
    for (const other of others) other.say('write');
    for (const other of others) expect(await other.hear()).toBe('0');
    const store = await open(false);
    expect(await store.merchants.list()).toHaveLength(4);
  });
});

describe('a file that is being served', () => {
  test('is refused to a second server, also by another path, and open to everybody else', async () => {
    const first = new OtherProcess(url, { serving: true });
    first.say('open');
    expect([await first.hear(), await first.hear()]).toEqual(['ready', 'open']);
    await expect(open(true)).rejects.toThrow(served(path));
    const link = join(folder, 'link.db');
    symlinkSync(path, link);
    await expect(open(true, `sqlite:${link}`)).rejects.toThrow(served(link));
    const beside = await open(false);
    await beside.merchants.add({ id: 'm', name: 'Beside', createdAt: 1 });
  });

  test('is refused to the same process as well, and the refusal does not loosen the claim', async () => {
    const first = await open(true);
    await expect(open(true)).rejects.toThrow(served(path));
    const second = new OtherProcess(url, { serving: true });
    second.say('open');
    expect([await second.hear(), await second.hear()]).toEqual(['ready', served(path)]);
    await first.close();
    await open(true);
  });

  test('is refused to the same process by the name it was given meanwhile, and free once it is closed', async () => {
    const first = await open(true);
    const renamed = join(folder, 'renamed.db');
    renameSync(path, renamed);
    await expect(open(true, `sqlite:${renamed}`)).rejects.toThrow(served(renamed));
    renameSync(renamed, path);
    await first.close();
    renameSync(path, renamed);
    await open(true, `sqlite:${renamed}`);
  });

  test('is free again when its server was killed, and has all that was acknowledged', async () => {
    const server = new OtherProcess(url, { serving: true });
    server.say('open');
    server.say('write');
    expect([await server.hear(), await server.hear()]).toEqual(['ready', 'open']);
    let last = '';
    while (last !== '200') last = await server.hear();
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
