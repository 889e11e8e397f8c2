import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { UnitOfWork } from '../../../src/domain/store/unit-of-work.ts';
import { applyUpsert } from '../../../src/domain/write-customers.ts';
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

const planted = () => {
  throw new Error('planted');
};

/** Upserts that fail only after they have written something, by the id of another customer. */
const BAD: [string, (unitOfWork: UnitOfWork, takenId: string) => unknown][] = [
  [
    'that breaks a rule of the database',
    (unitOfWork, id) => applyUpsert(unitOfWork, { ...aCommand({ externalId: 'bad' }), id }, ORIGIN),
  ],
  [
    'whose event has no id',
    (unitOfWork) => applyUpsert(unitOfWork, aCommand({ externalId: 'bad' }), { ...ORIGIN, newId: planted }),
  ],
  [
    'whose response cannot be rendered',
    (unitOfWork) => {
      applyUpsert(unitOfWork, aCommand({ externalId: 'bad' }), ORIGIN);
      planted();
    },
  ],
  [
    'whose response cannot be stored',
    (unitOfWork) => {
      applyUpsert(unitOfWork, aCommand({ externalId: 'bad' }), ORIGIN);
      const withoutBody = { status: 201, headers: {}, body: null as never };
      unitOfWork.storeResponse({ id: 'c', fingerprint: 'f', now: 0 }, withoutBody);
    },
  ],
];

describe('in a group that shares a commit, one bad write', () => {
  test.for(BAD)('%s fails alone, and the other writes are acknowledged and durable', async ([, apply]) => {
    const { id } = await fixture.put({ externalId: 'known' });
    const { store, tenant } = fixture;
    const neighbours = (name: string) =>
      Array.from({ length: 20 }, (_, index) => fixture.put({ externalId: `${name}-${index}` }));
    const settled = await Promise.allSettled([
      ...neighbours('before'),
      store.transaction(tenant, {}, (unitOfWork) => apply(unitOfWork, id)),
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
    const bad = () => fixture.apply({ ...aCommand(), id });
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
