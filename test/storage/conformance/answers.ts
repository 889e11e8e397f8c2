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
import type { TransactionRunner } from '../../../src/domain/unit-of-work.ts';
import { runWrite } from '../../../src/writes/execute-write.ts';
import { createResponseOptions } from '../../../src/writes/response-options.ts';
import type { WriteRequest, WriteType } from '../../../src/writes/write-request.ts';
import type { DatabaseFixture, MakePlace } from './database-fixture.ts';
import { aCommand, anItem, fresh, TenantFixture } from './tenant-fixture.ts';

/** With what a database's own text would cut off or change. */
const ANSWER: SerializedResponse = {
  status: 201,
  headers: { ETag: '"1"', Location: '/v2/customers/1' },
  body: '\0"\\ \u00f8 \u{1f600} e\u0301',
};

const aClaim = (over: Partial<IdempotencyKey> = {}): IdempotencyKey => ({
  id: fresh('claim'),
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

const again = (answer: SerializedResponse) => ({ ...answer, isReplay: true });

export function testAnswers(makePlace: MakePlace): void {
  describe('kept answers', () => {
    let place: DatabaseFixture;
    let fixture: TenantFixture;
    beforeEach(async () => {
      place = await makePlace();
      fixture = await TenantFixture.at(place);
    });

    const findStored = (claim: IdempotencyKey) => fixture.store.responses.find(fixture.tenant, claim);
    const keep = (claim: IdempotencyKey, answer = ANSWER) =>
      fixture.store.responses.store(fixture.tenant, claim, answer);
    test('an answer comes back byte for byte, to the same request alone', async () => {
      const claim = aClaim();
      expect(await findStored(claim)).toBeUndefined();
      expect(await keep(claim)).toBeUndefined();
      for (let round = 0; round < 2; round += 1) expect(await findStored(claim)).toEqual(again(ANSWER));
      await expect(findStored({ ...claim, fingerprint: 'another' })).rejects.toMatchObject(CONFLICT);
    });

    test('the first answer stays, of however many that are kept at once', async () => {
      const claim = aClaim();
      const found = await Promise.all(
        Array.from({ length: 300 }, (_, index) => keep(claim, { ...ANSWER, status: 200 + index })),
      );
      expect(found.filter((one) => one === undefined)).toHaveLength(1);
      const first = { ...ANSWER, status: 200 + found.indexOf(undefined) };
      expect(await keep(claim)).toEqual(again(first));
      await expect(keep({ ...claim, fingerprint: 'another' })).rejects.toMatchObject(CONFLICT);
      expect(await findStored(claim)).toEqual(again(first));
    });

    test('an answer may be empty or large, and have no headers', async () => {
      for (const body of ['', '\u00f8'.repeat(4 * 1024 * 1024)]) {
        const claim = aClaim();
        await keep(claim, { status: 200, headers: {}, body });
        expect(await findStored(claim)).toEqual(again({ status: 200, headers: {}, body }));
      }
    });

    test('an answer is kept for a day from the first use, and not a millisecond longer', async () => {
      const claim = aClaim();
      await keep(claim);
      const at = (passed: number) => findStored({ ...claim, now: claim.now + passed });
      for (const passed of [0, STORED_RESPONSE_TTL_MS - 1]) expect(await at(passed)).toEqual(again(ANSWER));
      expect(await at(STORED_RESPONSE_TTL_MS)).toBeUndefined();
      expect(
        await findStored({ ...claim, fingerprint: 'another', now: claim.now + STORED_RESPONSE_TTL_MS }),
      ).toBeUndefined();
    });

    test('a claim whose day is over can be used anew', async () => {
      const claim = aClaim();
      await keep(claim);
      const later = { ...claim, fingerprint: 'another', now: claim.now + STORED_RESPONSE_TTL_MS };
      await keep(later, { ...ANSWER, status: 200 });
      expect(await findStored({ ...later, now: later.now + STORED_RESPONSE_TTL_MS - 1 })).toEqual(
        again({ ...ANSWER, status: 200 }),
      );
    });

    test('an answer is there after the store was opened again', async () => {
      const claim = aClaim();
      await keep(claim);
      await fixture.store.close();
      fixture = fixture.through(await place.open());
      expect(await findStored(claim)).toEqual(again(ANSWER));
    });

    test('of another merchant or mode are not found', async () => {
      const claim = aClaim();
      await keep(claim);
      const { merchantId } = fixture.tenant;
      for (const stranger of [
        await TenantFixture.in(fixture.store),
        new TenantFixture(fixture.store, { merchantId, mode: 'live' }),
      ])
        expect(await stranger.store.responses.find(stranger.tenant, claim)).toBeUndefined();
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
      const idempotency = aClaim();
      const response = await execute(idempotency, makeWrite());
      expect(await findStored(idempotency)).toEqual(again(response));
      expect((await fixture.list()).total).toBe(1);
      expect(await fixture.events()).toHaveLength(1);
      const elsewhere = fixture.through(await place.open());
      expect(await elsewhere.store.responses.find(fixture.tenant, idempotency)).toEqual(again(response));
    });

    test.for(writes)('%s does not run again if its response is stored', async ([, makeWrite]) => {
      const idempotency = aClaim();
      const [first, second] = await Promise.all([
        execute(idempotency, makeWrite()),
        execute(idempotency, makeWrite()),
      ]);
      expect(second).toEqual(again(first));
      expect(await execute(idempotency, makeWrite())).toEqual(again(first));
      expect((await fixture.list()).total).toBe(1);
      expect(await fixture.events()).toHaveLength(1);
    });

    test.for(writes)('%s fails if another request used its key', async ([, makeWrite]) => {
      const idempotency = aClaim();
      await fixture.store.responses.store(fixture.tenant, idempotency, ANSWER);
      await expect(execute({ ...idempotency, fingerprint: 'another' }, makeWrite())).rejects.toMatchObject(
        CONFLICT,
      );
      expect((await fixture.list()).total).toBe(0);
    });

    test('an update and its response are stored together', async () => {
      const { id } = await fixture.put();
      const idempotency = aClaim();
      const response = await execute(idempotency, {
        type: 'update',
        command: { id, patch: { name: 'A' }, now: 2 },
      });
      expect(response.status).toBe(200);
      expect(await findStored(idempotency)).toEqual(again(response));
    });

    test.for(writes)(
      '%s whose transaction fails after its response is stored leaves nothing behind, and the writes beside it succeed',
      async ([, makeWrite]) => {
        const idempotency = aClaim();
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
      const stored = aClaim();
      const response = await execute(stored, { type: 'upsert', command: conflict });
      expect(response.status).toBe(409);
      expect(JSON.parse(response.body).error).toMatchObject({ code: 'conflict', param: 'email' });
      expect(await findStored(stored)).toEqual(again(response));

      const unmatched = { ...aCommand(), preconditions: [{ stated: 'If-Match', tags: '*' } as const] };
      const notStored = aClaim();
      expect((await execute(notStored, { type: 'upsert', command: unmatched })).status).toBe(412);
      expect(await findStored(notStored)).toBeUndefined();
      expect((await fixture.list()).total).toBe(1);
      expect(await fixture.events()).toHaveLength(1);
    });

    test('an atomic batch that is rolled back stores its error response', async () => {
      const idempotency = aClaim();
      const refusal = new Problem('invalid_request', 'The item is invalid.');
      const items = [anItem(), { externalId: 'x', refusal }];
      const response = await execute(idempotency, {
        type: 'upsertBatch',
        command: { items, atomic: true, dryRun: false },
      });
      expect(JSON.parse(response.body).error.code).toBe('batch_rejected');
      expect(await findStored(idempotency)).toEqual(again(response));
      expect((await fixture.list()).total).toBe(0);
      expect(await fixture.events()).toEqual([]);
    });
  });

  describe('sweeping', () => {
    test('forgets the answers of every tenant whose day is over, some at a time, and no others', async () => {
      const place = await makePlace();
      const desks = [await TenantFixture.at(place, 'sandbox')];
      const [first] = desks as [TenantFixture];
      desks.push(await TenantFixture.in(first.store, 'live'), await TenantFixture.in(first.store, 'sandbox'));
      const claims = await Promise.all(
        Array.from({ length: 1500 }, async (_, index) => {
          const { store, tenant } = desks[index % 3] as TenantFixture;
          const claim = aClaim({ now: index % 2 });
          await store.responses.store(tenant, claim, ANSWER);
          return { claim, tenant };
        }),
      );
      const { responses: answers } = first.store;
      expect(await answers.deleteExpired(STORED_RESPONSE_TTL_MS - 1)).toBe(0);

      const rounds: number[] = [];
      do rounds.push(await answers.deleteExpired(STORED_RESPONSE_TTL_MS));
      while (rounds.at(-1));
      expect(rounds.reduce((sum, count) => sum + count)).toBe(750);
      expect(Math.max(...rounds)).toBeLessThanOrEqual(EXPIRED_PER_TRANSACTION);

      for (const { claim, tenant } of claims) {
        const found = await answers.find(tenant, { ...claim, now: 0 });
        expect(found).toEqual(claim.now === 0 ? undefined : again(ANSWER));
      }
    });

    test('goes on beside writes without disturbing them', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const { responses: answers } = fixture.store;
      await Promise.all(
        Array.from({ length: 600 }, () => answers.store(fixture.tenant, aClaim({ now: 0 }), ANSWER)),
      );
      const work = Array.from({ length: 200 }, () => fixture.put());
      const swept =
        (await answers.deleteExpired(STORED_RESPONSE_TTL_MS)) +
        (await answers.deleteExpired(STORED_RESPONSE_TTL_MS));
      await Promise.all(work);
      expect(swept).toBe(600);
      expect((await fixture.list()).total).toBe(200);
    });
  });
}
