import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Claim, KEPT_MS, type KeptAnswer, SWEPT_AT_ONCE } from '../../../src/domain/claim.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { Keep, Store } from '../../../src/domain/store.ts';
import { aCommand, anItem, Desk, fresh, ORIGIN } from './desk.ts';
import type { MakePlace, Place } from './place.ts';

/** With what a database's own text would cut off or change. */
const ANSWER: KeptAnswer = {
  status: 201,
  headers: { ETag: '"1"', Location: '/v2/customers/1' },
  body: '\0"\\ \u00f8 \u{1f600} e\u0301',
};

const aClaim = (over: Partial<Claim> = {}): Claim => ({
  id: fresh('claim'),
  fingerprint: 'this request',
  now: 1_000_000,
  ...over,
});

const answered = (answer: KeptAnswer) => ({ kind: 'answered', answer });

export function testAnswers(makePlace: MakePlace): void {
  describe('kept answers', () => {
    let place: Place;
    let desk: Desk;
    beforeEach(async () => {
      place = await makePlace();
      desk = await Desk.at(place);
    });

    const recall = (claim: Claim) => desk.store.answers.recall(desk.tenant, claim);
    const keep = (claim: Claim, answer = ANSWER) => desk.store.answers.keep(desk.tenant, claim, answer);
    /** What is kept, without holding the claim any longer than it takes to find out. */
    const known = async (claim: Claim) => {
      const found = await recall(claim);
      if (found.kind === 'first') desk.store.answers.release(claim);
      return found;
    };

    test('a claim is held by the first to ask, until it is let go', async () => {
      const claim = aClaim();
      expect(await recall(claim)).toEqual({ kind: 'first' });
      expect(await recall(claim)).toEqual({ kind: 'running' });
      expect(await recall({ ...claim, fingerprint: 'another' })).toEqual({ kind: 'taken' });
      expect(await recall(aClaim())).toEqual({ kind: 'first' });
      desk.store.answers.release(claim);
      expect(await recall({ ...claim, fingerprint: 'another' })).toEqual({ kind: 'first' });
    });

    test('of hundreds who ask at once, one is the first', async () => {
      const claim = aClaim();
      const found = await Promise.all(Array.from({ length: 300 }, () => recall(claim)));
      expect(found.filter(({ kind }) => kind === 'first')).toHaveLength(1);
      expect(found.filter(({ kind }) => kind === 'running')).toHaveLength(299);
    });

    test('an answer comes back byte for byte, to the same request alone', async () => {
      const claim = aClaim();
      await recall(claim);
      await keep(claim);
      desk.store.answers.release(claim);
      for (let round = 0; round < 2; round += 1) expect(await recall(claim)).toEqual(answered(ANSWER));
      expect(await recall({ ...claim, fingerprint: 'another' })).toEqual({ kind: 'taken' });
    });

    test('an answer may be empty or large, and have no headers', async () => {
      for (const body of ['', '\u00f8'.repeat(4 * 1024 * 1024)]) {
        const claim = aClaim();
        await keep(claim, { status: 200, headers: {}, body });
        expect(await known(claim)).toEqual(answered({ status: 200, headers: {}, body }));
      }
    });

    test('an answer is kept for a day from the first use, and not a millisecond longer', async () => {
      const claim = aClaim();
      await keep(claim);
      const at = (passed: number) => known({ ...claim, now: claim.now + passed });
      for (const passed of [0, KEPT_MS - 1]) expect(await at(passed)).toEqual(answered(ANSWER));
      expect(await at(KEPT_MS)).toEqual({ kind: 'first' });
      expect(await known({ ...claim, fingerprint: 'another', now: claim.now + KEPT_MS })).toEqual({
        kind: 'first',
      });
    });

    test('a claim whose day is over can be used anew', async () => {
      const claim = aClaim();
      await keep(claim);
      const later = { ...claim, fingerprint: 'another', now: claim.now + KEPT_MS };
      await keep(later, { ...ANSWER, status: 200 });
      expect(await known({ ...later, now: later.now + KEPT_MS - 1 })).toEqual(
        answered({ ...ANSWER, status: 200 }),
      );
    });

    test('an answer is there after the store was opened again; a claim that was only held is free', async () => {
      const [kept, held] = [aClaim(), aClaim()];
      await keep(kept);
      await recall(held);
      await desk.store.close();
      desk = desk.through(await place.open());
      expect(await known(kept)).toEqual(answered(ANSWER));
      expect(await known(held)).toEqual({ kind: 'first' });
    });

    test('of another merchant or mode are not found', async () => {
      const claim = aClaim();
      await keep(claim);
      const { merchantId } = desk.tenant;
      for (const stranger of [
        await Desk.in(desk.store),
        new Desk(desk.store, { merchantId, mode: 'live' }),
      ]) {
        expect(await stranger.store.answers.recall(stranger.tenant, claim)).toEqual({ kind: 'first' });
        desk.store.answers.release(claim);
      }
    });
  });

  describe('a write that keeps its answer', () => {
    let place: Place;
    let desk: Desk;
    beforeEach(async () => {
      place = await makePlace();
      desk = await Desk.at(place);
    });

    const keeping = (claim: Claim, show: Keep<unknown>['show'] = () => ANSWER) => ({
      tenant: desk.tenant,
      origin: ORIGIN,
      answer: () => 'an answer',
      keep: { claim, show },
    });
    const recall = async (claim: Claim) => {
      const found = await desk.store.answers.recall(desk.tenant, claim);
      if (found.kind === 'first') desk.store.answers.release(claim);
      return found;
    };
    const lastly = (work: Promise<unknown>) =>
      work.then(
        (value) => value,
        (error) => (error as Problem).code,
      );

    const writes: [string, (store: Store, write: ReturnType<typeof keeping>) => Promise<unknown>][] = [
      ['an upsert', (store, write) => store.customers.upsert({ ...write, command: aCommand() })],
      [
        'a creation',
        (store, write) =>
          store.customers.create({
            ...write,
            command: { id: uuidV7(), email: 'new@example.com', patch: {}, now: 1 },
          }),
      ],
      [
        'a batch',
        (store, write) =>
          store.customers.upsertBatch({
            ...write,
            command: { items: [anItem()], atomic: false, dryRun: false },
          }),
      ],
    ];
    test.for(writes)('%s is there together with its answer', async ([, write]) => {
      const claim = aClaim();
      const shown: unknown[] = [];
      await write(
        desk.store,
        keeping(claim, (answer) => {
          shown.push(answer);
          return ANSWER;
        }),
      );
      expect(shown).toEqual(['an answer']);
      expect(await recall(claim)).toEqual(answered(ANSWER));
      expect((await desk.list()).total).toBe(1);
      expect(await desk.events()).toHaveLength(1);
      const elsewhere = desk.through(await place.open());
      expect(await elsewhere.store.answers.recall(desk.tenant, claim)).toEqual(answered(ANSWER));
    });

    test('an update is there together with its answer', async () => {
      const { id } = await desk.put();
      const claim = aClaim();
      await desk.store.customers.update({ ...keeping(claim), command: { id, patch: { name: 'A' }, now: 2 } });
      expect(await recall(claim)).toEqual(answered(ANSWER));
    });

    test.for(writes)('%s leaves nothing behind when its answer cannot be kept', async ([, write]) => {
      const claim = aClaim();
      const unkeepable = keeping(claim, () => {
        throw new Error('This answer cannot be kept.');
      });
      const [before, failed, after] = await Promise.allSettled([
        desk.put(),
        write(desk.store, unkeepable),
        desk.put(),
      ]);
      expect([before.status, failed.status, after.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await recall(claim)).toEqual({ kind: 'first' });
      expect((await desk.list()).total).toBe(2);
      expect(await desk.events()).toHaveLength(2);
    });

    test('and is refused keeps the refusal where it is to be kept, and it alone', async () => {
      await desk.put({ externalId: 'owner', email: 'a@example.com' });
      const command = aCommand({ externalId: 'other', email: 'a@example.com' });
      for (const shown of [ANSWER, null]) {
        const claim = aClaim();
        let seen: unknown;
        const write = keeping(claim, (answer) => {
          seen = answer;
          return shown;
        });
        await expect(desk.store.customers.upsert({ ...write, command })).rejects.toMatchObject({
          code: 'conflict',
        });
        expect(seen).toMatchObject({ code: 'conflict', param: 'email' });
        expect((await recall(claim)).kind).toBe(shown ? 'answered' : 'first');
      }
      expect((await desk.list()).total).toBe(1);
      expect(await desk.events()).toHaveLength(1);
    });

    test('and is taken back as a whole keeps the refusal that its answer is', async () => {
      const claim = aClaim();
      const refusal = new Problem('batch_rejected', 'An item failed.');
      const items = [anItem(), { externalId: 'x', refusal }];
      const write = { ...keeping(claim), answer: () => refusal };
      const command = { items, atomic: true, dryRun: false };
      expect(await lastly(desk.store.customers.upsertBatch({ ...write, command }))).toBe('batch_rejected');
      expect(await recall(claim)).toEqual(answered(ANSWER));
      expect((await desk.list()).total).toBe(0);
      expect(await desk.events()).toEqual([]);
    });
  });

  describe('sweeping', () => {
    test('forgets the answers of every tenant whose day is over, some at a time, and no others', async () => {
      const place = await makePlace();
      const desks = [await Desk.at(place, 'sandbox')];
      const [first] = desks as [Desk];
      desks.push(await Desk.in(first.store, 'live'), await Desk.in(first.store, 'sandbox'));
      const claims = await Promise.all(
        Array.from({ length: 1500 }, async (_, index) => {
          const { store, tenant } = desks[index % 3] as Desk;
          const claim = aClaim({ now: index % 2 });
          await store.answers.keep(tenant, claim, ANSWER);
          return { claim, tenant };
        }),
      );
      const { answers } = first.store;
      expect(await answers.sweep(KEPT_MS - 1)).toBe(0);

      const rounds: number[] = [];
      do rounds.push(await answers.sweep(KEPT_MS));
      while (rounds.at(-1));
      expect(rounds.reduce((sum, count) => sum + count)).toBe(750);
      expect(Math.max(...rounds)).toBeLessThanOrEqual(SWEPT_AT_ONCE);

      for (const { claim, tenant } of claims) {
        const { kind } = await answers.recall(tenant, { ...claim, now: 0 });
        expect(kind).toBe(claim.now === 0 ? 'first' : 'answered');
      }
    });

    test('goes on beside writes without disturbing them', async () => {
      const desk = await Desk.at(await makePlace());
      const { answers } = desk.store;
      await Promise.all(
        Array.from({ length: 600 }, () => answers.keep(desk.tenant, aClaim({ now: 0 }), ANSWER)),
      );
      const work = Array.from({ length: 200 }, () => desk.put());
      const swept = (await answers.sweep(KEPT_MS)) + (await answers.sweep(KEPT_MS));
      await Promise.all(work);
      expect(swept).toBe(600);
      expect((await desk.list()).total).toBe(200);
    });
  });
}
