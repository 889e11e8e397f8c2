import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadContract } from '../../../src/contract/load.ts';
import {
  EXPIRED_PER_TRANSACTION,
  type IdempotencyKey,
  type SerializedResponse,
  STORED_RESPONSE_TTL_MS,
} from '../../../src/domain/idempotency-key.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { TransactionRunner } from '../../../src/domain/store/unit-of-work.ts';
import { runWrite } from '../../../src/writes/execute-write.ts';
import { createResponseOptions } from '../../../src/writes/response-options.ts';
import type { WriteRequest, WriteType } from '../../../src/writes/write-request.ts';
import type { DatabaseFixture, MakePlace } from './database-fixture.ts';
import { aCommand, anItem, fresh, TenantFixture } from './tenant-fixture.ts';

/** A body with characters that the text type of a database may cut off or change. */
const RESPONSE: SerializedResponse = {
  status: 201,
  headers: { ETag: '"1"', Location: '/v2/customers/1' },
  body: '\0"\\ \u00f8 \u{1f600} e\u0301',
};

const anIdempotencyKey = (over: Partial<IdempotencyKey> = {}): IdempotencyKey => ({
  id: fresh('key'),
  fingerprint: 'this request',
  now: 1_000_000,
  ...over,
});

const RESPONSE_OPTIONS = createResponseOptions(loadContract(), 'both');

type AnyWrite = { [T in WriteType]: Pick<WriteRequest<T>, 'type' | 'command'> }[WriteType];

/** What the write requests of these tests have in common. */
const REQUEST = { warnings: [], requestId: 'req_1', idempotencyKey: 'key 1', isStored: true };

/** The same store, whose transactions throw at their end. */
function failingAfterStore(store: TransactionRunner): TransactionRunner {
  return {
    transaction: (tenant, prefetch, run) =>
      store.transaction(tenant, prefetch, (unitOfWork) => {
        run(unitOfWork);
        throw new Error('planted');
      }),
  };
}

const CONFLICT = { code: 'idempotency_conflict' };

const asReplay = (response: SerializedResponse) => ({ ...response, isReplay: true });

export function testResponses(makePlace: MakePlace): void {
  describe('stored responses', () => {
    let place: DatabaseFixture;
    let fixture: TenantFixture;
    beforeEach(async () => {
      place = await makePlace();
      fixture = await TenantFixture.at(place);
    });

    const findStored = (idempotency: IdempotencyKey) =>
      fixture.store.responses.find(fixture.tenant, idempotency);
    const storeResponse = (idempotency: IdempotencyKey, response = RESPONSE) =>
      fixture.store.responses.store(fixture.tenant, idempotency, response);
    test('a response is returned byte for byte, and only to the same request', async () => {
      const idempotency = anIdempotencyKey();
      expect(await findStored(idempotency)).toBeUndefined();
      expect(await storeResponse(idempotency)).toBeUndefined();
      for (let round = 0; round < 2; round += 1)
        expect(await findStored(idempotency)).toEqual(asReplay(RESPONSE));
      await expect(findStored({ ...idempotency, fingerprint: 'another' })).rejects.toMatchObject(CONFLICT);
    });

    test('the first of many responses stored at once under one key stays', async () => {
      const idempotency = anIdempotencyKey();
      const found = await Promise.all(
        Array.from({ length: 300 }, (_, index) =>
          storeResponse(idempotency, { ...RESPONSE, status: 200 + index }),
        ),
      );
      expect(found.filter((one) => one === undefined)).toHaveLength(1);
      const first = { ...RESPONSE, status: 200 + found.indexOf(undefined) };
      expect(await storeResponse(idempotency)).toEqual(asReplay(first));
      await expect(storeResponse({ ...idempotency, fingerprint: 'another' })).rejects.toMatchObject(CONFLICT);
      expect(await findStored(idempotency)).toEqual(asReplay(first));
    });

    test('a response may be empty or large, and have no headers', async () => {
      for (const body of ['', '\u00f8'.repeat(4 * 1024 * 1024)]) {
        const idempotency = anIdempotencyKey();
        await storeResponse(idempotency, { status: 200, headers: {}, body });
        expect(await findStored(idempotency)).toEqual(asReplay({ status: 200, headers: {}, body }));
      }
    });

    test('a response is stored for a day from the first use of its key, and not a millisecond longer', async () => {
      const idempotency = anIdempotencyKey();
      await storeResponse(idempotency);
      const at = (passed: number) => findStored({ ...idempotency, now: idempotency.now + passed });
      for (const passed of [0, STORED_RESPONSE_TTL_MS - 1])
        expect(await at(passed)).toEqual(asReplay(RESPONSE));
      expect(await at(STORED_RESPONSE_TTL_MS)).toBeUndefined();
      expect(
        await findStored({
          ...idempotency,
          fingerprint: 'another',
          now: idempotency.now + STORED_RESPONSE_TTL_MS,
        }),
      ).toBeUndefined();
    });

    test('a key whose response has expired can be used again', async () => {
      const idempotency = anIdempotencyKey();
      await storeResponse(idempotency);
      const later = { ...idempotency, fingerprint: 'another', now: idempotency.now + STORED_RESPONSE_TTL_MS };
      await storeResponse(later, { ...RESPONSE, status: 200 });
      expect(await findStored({ ...later, now: later.now + STORED_RESPONSE_TTL_MS - 1 })).toEqual(
        asReplay({ ...RESPONSE, status: 200 }),
      );
    });

    test('a response is found after the store was opened again', async () => {
      const idempotency = anIdempotencyKey();
      await storeResponse(idempotency);
      await fixture.store.close();
      fixture = fixture.through(await place.open());
      expect(await findStored(idempotency)).toEqual(asReplay(RESPONSE));
    });

    test('a response of another merchant or mode is not found', async () => {
      const idempotency = anIdempotencyKey();
      await storeResponse(idempotency);
      const { merchantId } = fixture.tenant;
      for (const other of [
        await TenantFixture.in(fixture.store),
        new TenantFixture(fixture.store, { merchantId, mode: 'live' }),
      ])
        expect(await other.store.responses.find(other.tenant, idempotency)).toBeUndefined();
    });
  });

  describe('a write that stores its response', () => {
    let place: DatabaseFixture;
    let fixture: TenantFixture;
    beforeEach(async () => {
      place = await makePlace();
      fixture = await TenantFixture.at(place);
    });

    const findStored = (idempotency: IdempotencyKey) =>
      fixture.store.responses.find(fixture.tenant, idempotency);
    const execute = (idempotency: IdempotencyKey, write: AnyWrite) =>
      runWrite(
        fixture.store,
        { ...write, ...REQUEST, tenant: fixture.tenant, idempotency },
        RESPONSE_OPTIONS,
      );
    const writes: [string, () => AnyWrite][] = [
      ['an upsert', () => ({ type: 'upsert', command: aCommand() })],
      [
        'a creation',
        () => ({ type: 'create', command: { id: uuidV7(), email: 'new@example.com', patch: {}, now: 1 } }),
      ],
      [
        'a batch',
        () => ({ type: 'upsertBatch', command: { items: [anItem()], atomic: false, dryRun: false } }),
      ],
    ];

    test.for(writes)('%s and its response are stored together', async ([, makeWrite]) => {
      const idempotency = anIdempotencyKey();
      const response = await execute(idempotency, makeWrite());
      expect(await findStored(idempotency)).toEqual(asReplay(response));
      expect((await fixture.list()).total).toBe(1);
      expect(await fixture.events()).toHaveLength(1);
      const elsewhere = fixture.through(await place.open());
      expect(await elsewhere.store.responses.find(fixture.tenant, idempotency)).toEqual(asReplay(response));
    });

    test.for(writes)('%s does not run again if its response is stored', async ([, makeWrite]) => {
      const idempotency = anIdempotencyKey();
      const [first, second] = await Promise.all([
        execute(idempotency, makeWrite()),
        execute(idempotency, makeWrite()),
      ]);
      expect(second).toEqual(asReplay(first));
      expect(await execute(idempotency, makeWrite())).toEqual(asReplay(first));
      expect((await fixture.list()).total).toBe(1);
      expect(await fixture.events()).toHaveLength(1);
    });

    test.for(writes)('%s fails if another request used its key', async ([, makeWrite]) => {
      const idempotency = anIdempotencyKey();
      await fixture.store.responses.store(fixture.tenant, idempotency, RESPONSE);
      await expect(execute({ ...idempotency, fingerprint: 'another' }, makeWrite())).rejects.toMatchObject(
        CONFLICT,
      );
      expect((await fixture.list()).total).toBe(0);
    });

    test('an update and its response are stored together', async () => {
      const { id } = await fixture.put();
      const idempotency = anIdempotencyKey();
      const response = await execute(idempotency, {
        type: 'update',
        command: { id, patch: { name: 'A' }, now: 2 },
      });
      expect(response.status).toBe(200);
      expect(await findStored(idempotency)).toEqual(asReplay(response));
    });

    test.for(writes)(
      '%s whose transaction fails after its response is stored leaves nothing behind, and the writes beside it succeed',
      async ([, makeWrite]) => {
        const idempotency = anIdempotencyKey();
        const [before, failed, after] = await Promise.allSettled([
          fixture.put(),
          runWrite(
            failingAfterStore(fixture.store),
            { ...makeWrite(), ...REQUEST, tenant: fixture.tenant, idempotency },
            RESPONSE_OPTIONS,
          ),
          fixture.put(),
        ]);
        expect([before.status, failed.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        expect(await findStored(idempotency)).toBeUndefined();
        expect((await fixture.list()).total).toBe(2);
        expect(await fixture.events()).toHaveLength(2);
      },
    );

    test('a write that a rule rejects stores its error response only if a retry cannot change it', async () => {
      await fixture.put({ externalId: 'owner', email: 'a@example.com' });
      const conflict = aCommand({ externalId: 'other', email: 'a@example.com' });
      const stored = anIdempotencyKey();
      const response = await execute(stored, { type: 'upsert', command: conflict });
      expect(response.status).toBe(409);
      expect(JSON.parse(response.body).error).toMatchObject({ code: 'conflict', param: 'email' });
      expect(await findStored(stored)).toEqual(asReplay(response));

      const unmatched = { ...aCommand(), preconditions: [{ stated: 'If-Match', tags: '*' } as const] };
      const notStored = anIdempotencyKey();
      expect((await execute(notStored, { type: 'upsert', command: unmatched })).status).toBe(412);
      expect(await findStored(notStored)).toBeUndefined();
      expect((await fixture.list()).total).toBe(1);
      expect(await fixture.events()).toHaveLength(1);
    });

    test('an atomic batch that is rolled back stores its error response', async () => {
      const idempotency = anIdempotencyKey();
      const refusal = new Problem('invalid_request', 'The item is invalid.');
      const items = [anItem(), { externalId: 'x', refusal }];
      const response = await execute(idempotency, {
        type: 'upsertBatch',
        command: { items, atomic: true, dryRun: false },
      });
      expect(JSON.parse(response.body).error.code).toBe('batch_rejected');
      expect(await findStored(idempotency)).toEqual(asReplay(response));
      expect((await fixture.list()).total).toBe(0);
      expect(await fixture.events()).toEqual([]);
    });
  });

  describe('deleting expired responses', () => {
    test('deletes the expired responses of every tenant, some at a time, and no others', async () => {
      const place = await makePlace();
      const fixtures = [await TenantFixture.at(place, 'sandbox')];
      const [first] = fixtures as [TenantFixture];
      fixtures.push(
        await TenantFixture.in(first.store, 'live'),
        await TenantFixture.in(first.store, 'sandbox'),
      );
      const idempotencys = await Promise.all(
        Array.from({ length: 1500 }, async (_, index) => {
          const { store, tenant } = fixtures[index % 3] as TenantFixture;
          const idempotency = anIdempotencyKey({ now: index % 2 });
          await store.responses.store(tenant, idempotency, RESPONSE);
          return { idempotency, tenant };
        }),
      );
      const { responses } = first.store;
      expect(await responses.deleteExpired(STORED_RESPONSE_TTL_MS - 1)).toBe(0);

      const rounds: number[] = [];
      do rounds.push(await responses.deleteExpired(STORED_RESPONSE_TTL_MS));
      while (rounds.at(-1));
      expect(rounds.reduce((sum, count) => sum + count)).toBe(750);
      expect(Math.max(...rounds)).toBeLessThanOrEqual(EXPIRED_PER_TRANSACTION);

      for (const { idempotency, tenant } of idempotencys) {
        const found = await responses.find(tenant, { ...idempotency, now: 0 });
        expect(found).toEqual(idempotency.now === 0 ? undefined : asReplay(RESPONSE));
      }
    });

    test('runs beside writes, which all succeed', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const { responses } = fixture.store;
      await Promise.all(
        Array.from({ length: 600 }, () =>
          responses.store(fixture.tenant, anIdempotencyKey({ now: 0 }), RESPONSE),
        ),
      );
      const work = Array.from({ length: 200 }, () => fixture.put());
      const deleted =
        (await responses.deleteExpired(STORED_RESPONSE_TTL_MS)) +
        (await responses.deleteExpired(STORED_RESPONSE_TTL_MS));
      await Promise.all(work);
      expect(deleted).toBe(600);
      expect((await fixture.list()).total).toBe(200);
    });
  });
}
