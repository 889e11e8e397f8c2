import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Write } from '../../../src/domain/store.ts';
import type { UpsertCommand, UpsertDecision } from '../../../src/domain/upsert.ts';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { aCommand, ORIGIN, TenantFixture } from '../conformance/tenant-fixture.ts';

let folder: string;
let fixture: TenantFixture;
beforeEach(async () => {
  folder = tempFolder();
  const store = await openStore(`sqlite:${join(folder, 'test.db')}`);
  onTestFinished(() => store.close());
  fixture = await TenantFixture.in(store);
});

/** Opens a copy of the files of a running store, which are what a power cut at this moment would leave. */
async function afterCrash(): Promise<TenantFixture> {
  const elsewhere = tempFolder();
  for (const name of ['test.db', 'test.db-wal'])
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(elsewhere, name));
  const store = await openStore(`sqlite:${join(elsewhere, 'test.db')}`);
  onTestFinished(() => store.close());
  return fixture.through(store);
}

type AnyWrite = Write<UpsertCommand, UpsertDecision, unknown>;

const planted = () => {
  throw new Error('planted');
};

/** Upserts that fail after they have written something. */
const BAD: [string, (write: AnyWrite, takenId: string) => AnyWrite][] = [
  [
    'that breaks a rule of the database',
    (write, takenId) => ({ ...write, command: { ...write.command, id: takenId } }),
  ],
  ['whose event cannot be written', (write) => ({ ...write, origin: { ...ORIGIN, newId: planted } })],
  ['whose answer cannot be rendered', (write) => ({ ...write, render: planted })],
  [
    'whose response cannot be stored',
    (write) => ({
      ...write,
      storage: { idempotency: { id: 'c', fingerprint: 'f', now: 0 }, replay: planted, serialize: planted },
    }),
  ],
];

describe('in a group that shares a commit, one bad write', () => {
  test.for(BAD)('%s fails alone, and the other writes are acknowledged and durable', async ([, makeBad]) => {
    const { id } = await fixture.put({ externalId: 'known' });
    const write: AnyWrite = {
      tenant: fixture.tenant,
      command: aCommand({ externalId: 'bad' }),
      origin: ORIGIN,
      render: (decision) => decision,
    };
    const neighbours = (name: string) =>
      Array.from({ length: 20 }, (_, index) => fixture.put({ externalId: `${name}-${index}` }));
    const settled = await Promise.allSettled([
      ...neighbours('before'),
      fixture.store.customers.upsert(makeBad(write, id)),
      ...neighbours('after'),
    ]);

    const crashed = await afterCrash();
    expect(settled.map(({ status }) => status)).toEqual([
      ...Array(20).fill('fulfilled'),
      'rejected',
      ...Array(20).fill('fulfilled'),
    ]);
    for (const seen of [fixture, crashed]) {
      expect((await seen.list()).total).toBe(41);
      expect((await seen.list({ externalId: 'bad' })).total).toBe(0);
      for (const one of settled)
        if (one.status === 'fulfilled' && 'id' in (one.value as object))
          expect(await seen.find((one.value as { id: string }).id)).toBeDefined();
      const sequences = (await seen.events()).map(({ sequence }) => sequence);
      expect(sequences).toEqual(Array.from({ length: 41 }, (_, index) => 41 - index));
    }
  });

  test('fails alone among several bad ones, at each position', async () => {
    const { id } = await fixture.put();
    const bad = () =>
      fixture.store.customers.upsert({
        tenant: fixture.tenant,
        command: { ...aCommand(), id },
        origin: ORIGIN,
        render: () => 'never',
      });
    const settled = await Promise.allSettled([bad(), fixture.put(), bad(), bad(), fixture.put(), bad()]);
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect((await (await afterCrash()).list()).total).toBe(3);
  });
});
