import { describe, expect, test } from 'vitest';
import type { CustomerFields } from '../../../src/domain/customer.ts';
import { type Instant, parseInstant } from '../../../src/domain/instant.ts';
import type { CreateCommand } from '../../../src/domain/plain-write.ts';
import { resourceMissing } from '../../../src/domain/problem.ts';
import { applyCreate, prefetchForCreate } from '../../../src/domain/write-customers.ts';
import type { MakePlace } from './database-fixture.ts';
import { fresh, ORIGIN, TenantFixture } from './tenant-fixture.ts';

const EVERY_FIELD = {
  email: 'Ingrid.Solberg@Example.com',
  name: 'Ingrid Solberg 🦊',
  phone: '+47 22 00 00 00',
  companyName: 'Fjord “Helse” AS',
  addressLine1: 'Storgata 1',
  addressLine2: 'Oppgang B\nDør 2',
  city: 'Tromsø',
  state: 'Troms',
  postalCode: '0155',
  country: 'NO',
  taxId: '0123',
  taxIdCountry: 'NO',
  notes: '',
  authUserId: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
  metadata: { tier: 'gold', nested: { list: [1, 2.5, true, null, 'x'] }, __proto__key: 1 },
  customFields: { 'with space': '1', '': 2, big: 9007199254740991 },
} satisfies CustomerFields;

const refusal = resourceMissing('There is no such customer.');

/** Runs a transaction that creates a customer and then throws. */
function createAndThrow(
  { store, tenant }: TenantFixture,
  command: CreateCommand,
  error: Error,
): Promise<never> {
  return store.transaction(tenant, prefetchForCreate(command), (unitOfWork) => {
    applyCreate(unitOfWork, command, ORIGIN);
    throw error;
  });
}

export function testCustomerWrites(makePlace: MakePlace): void {
  describe('upsert', () => {
    test('creates a customer and its reference, and returns the decision', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const decision = await fixture.upsert({
        source: 'wodify',
        externalId: '88412',
        email: 'a@example.com',
      });
      expect(decision).toMatchObject({ outcome: 'created', warnings: [] });
      const found = await fixture.store.customers.findByReference(fixture.tenant, {
        source: 'wodify',
        externalId: '88412',
      });
      expect(found).toMatchObject({
        merchantId: fixture.tenant.merchantId,
        fields: { email: 'a@example.com' },
        references: [{ source: 'wodify', externalId: '88412', linkedAt: 1000 }],
        version: 1,
        createdAt: 1000,
        updatedAt: 1000,
      });
    });

    test('keeps every field as it was sent, and none that was not', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const { email, ...patch } = EVERY_FIELD;
      const full = await fixture.put({ email, patch });
      const bare = await fixture.put({ email: 'bare@example.com' });
      expect((await fixture.find(full.id))?.fields).toEqual(EVERY_FIELD);
      expect((await fixture.find(bare.id))?.fields).toEqual({ email: 'bare@example.com' });
    });

    test('merges into the customer that has the reference', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const externalId = fresh();
      const before = await fixture.put({
        externalId,
        email: 'a@example.com',
        patch: { name: 'A', phone: '1' },
      });
      const decision = await fixture.upsert({
        externalId,
        email: 'b@example.com',
        patch: { phone: null, city: 'Oslo' },
        now: 2000,
      });
      expect(decision.outcome).toBe('updated');
      const after = await fixture.find(before.id);
      expect(after?.fields).toEqual({ email: 'b@example.com', name: 'A', city: 'Oslo' });
      expect(after).toMatchObject({ version: 2, createdAt: 1000, updatedAt: 2000 });
    });

    test('that changes nothing writes nothing', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const wanted = { externalId: fresh(), email: 'a@example.com', patch: { name: 'A' } };
      const before = await fixture.put(wanted);
      expect((await fixture.upsert({ ...wanted, now: 9000 })).outcome).toBe('unchanged');
      expect(await fixture.find(before.id)).toMatchObject({ version: 1, updatedAt: 1000 });
    });

    test('keeps the newest external time to the microsecond, and writes nothing for an older one', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const wanted = { externalId: fresh(), email: 'a@example.com' };
      const newer = parseInstant('2026-05-01T10:00:00.000002Z') as Instant;
      const older = parseInstant('2026-05-01T10:00:00.000001Z') as Instant;
      const before = await fixture.put({ ...wanted, externalUpdatedAt: older });
      await fixture.upsert({ ...wanted, externalUpdatedAt: newer });
      const stale = await fixture.upsert({ ...wanted, externalUpdatedAt: older, patch: { name: 'late' } });
      expect(stale).toEqual({ outcome: 'stale', stored: newer, incoming: older });
      const after = await fixture.find(before.id);
      expect(after).toMatchObject({ version: 2, references: [{ externalUpdatedAt: newer }] });
      expect(after?.fields).not.toHaveProperty('name');
    });

    test('compares external times to the nanosecond, also with one that was stored with microseconds', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const wanted = { externalId: fresh(), email: 'a@example.com' };
      // Versions before 0.2 cut off what was finer.
      const stored = '2026-05-01T10:00:00.000002Z' as Instant;
      await fixture.put({ ...wanted, externalUpdatedAt: stored });
      const outcomeAt = async (time: string, name: string) => {
        const sent = { ...wanted, externalUpdatedAt: parseInstant(time) as Instant, patch: { name } };
        return (await fixture.upsert(sent)).outcome;
      };
      expect(await outcomeAt('2026-05-01T10:00:00.000001999Z', 'older')).toBe('stale');
      expect(await outcomeAt('2026-05-01T10:00:00.000002000Z', 'equal')).toBe('updated');
      expect(await outcomeAt('2026-05-01T10:00:00.000002002Z', 'newer')).toBe('updated');
      expect(await outcomeAt('2026-05-01T10:00:00.000002001Z', 'older')).toBe('stale');
      expect(await outcomeAt('2026-05-01T10:00:00.000002Z', 'older')).toBe('stale');
      expect(await outcomeAt('2026-05-01T10:00:00.000003Z', 'newest')).toBe('updated');
    });

    test('links a new reference to the customer that has the email, in the order of linking', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const first = await fixture.put({ source: 'wodify', externalId: '1', email: 'a@example.com' });
      const decision = await fixture.upsert({
        source: 'practicehub',
        externalId: '2',
        email: 'A@EXAMPLE.com',
        now: 2000,
      });
      expect(decision.outcome).toBe('linked');
      expect(await fixture.find(first.id)).toMatchObject({
        fields: { email: 'A@EXAMPLE.com' },
        references: [
          { source: 'wodify', externalId: '1', linkedAt: 1000 },
          { source: 'practicehub', externalId: '2', linkedAt: 2000 },
        ],
      });
      expect((await fixture.list()).total).toBe(1);
    });

    test('refuses an email that is another customer’s, and writes nothing', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const owner = await fixture.put({ externalId: 'owner', email: 'a@example.com' });
      const other = await fixture.put({ externalId: 'other', email: 'b@example.com' });
      const refusal = {
        code: 'conflict',
        param: 'email',
        details: { customer_id: owner.id, source: 'practicehub', external_id: 'owner' },
      };
      await expect(fixture.upsert({ externalId: 'third', email: 'A@example.com' })).rejects.toMatchObject(
        refusal,
      );
      await expect(
        fixture.upsert({ externalId: 'other', email: 'a@example.com', patch: { name: 'no' } }),
      ).rejects.toMatchObject(refusal);
      expect(await fixture.find(other.id)).toMatchObject({ fields: { email: 'b@example.com' }, version: 1 });
      expect((await fixture.list()).total).toBe(2);
    });

    test('matches external ids byte for byte', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const ids = ['a', 'A', 'a ', ' a', 'a/b', '%61', 'ä', 'a\u0308', '🦊', '1', '01', '1.0', 'null'];
      for (const externalId of ids) await fixture.put({ externalId });
      for (const externalId of ids) {
        const found = await fixture.store.customers.findByReference(fixture.tenant, {
          source: 'practicehub',
          externalId,
        });
        expect(found?.references.map((reference) => reference.externalId)).toEqual([externalId]);
      }
    });
  });

  describe('create and update', () => {
    test('a customer is created without a reference', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const created = await fixture.create('a@example.com', { name: 'A' });
      expect(await fixture.find(created.id)).toMatchObject({
        fields: { email: 'a@example.com', name: 'A' },
        references: [],
        version: 1,
      });
    });

    test('creating refuses a used email, and writes nothing', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const owner = await fixture.create('a@example.com');
      await expect(fixture.create('A@EXAMPLE.COM')).rejects.toMatchObject({
        code: 'conflict',
        details: { customer_id: owner.id },
      });
      expect((await fixture.list()).total).toBe(1);
    });

    test('updating merges, and finds the customer by its id in any case', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const { id } = await fixture.create('a@example.com', { name: 'A' });
      await fixture.update(id.toUpperCase(), { name: null, city: 'Oslo' });
      expect(await fixture.find(id.toUpperCase())).toMatchObject({ id, version: 2, updatedAt: 2000 });
      expect((await fixture.find(id))?.fields).toEqual({ email: 'a@example.com', city: 'Oslo' });
    });

    test('updating a customer that does not exist is a Problem', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      await expect(
        fixture.update('0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10', { name: 'A' }),
      ).rejects.toMatchObject({
        code: 'resource_missing',
      });
    });

    test('updating refuses an email that is another customer’s, and takes its own in another case', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      await fixture.create('a@example.com');
      const { id } = await fixture.create('b@example.com');
      await expect(fixture.update(id, { email: 'A@example.com' })).rejects.toMatchObject({
        code: 'conflict',
      });
      expect((await fixture.update(id, { email: 'B@Example.com' })).fields.email).toBe('B@Example.com');
    });

    test('a freed email can be used again', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const { id } = await fixture.create('a@example.com');
      await fixture.update(id, { email: 'b@example.com' });
      await fixture.create('a@example.com');
      expect((await fixture.list()).total).toBe(2);
    });
  });

  describe('a write that fails', () => {
    test('leaves nothing behind if its transaction throws later', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const command = {
        id: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
        email: 'a@example.com',
        patch: {},
        now: 1,
      };
      await expect(createAndThrow(fixture, command, new Error('planted'))).rejects.toThrow('planted');
      expect((await fixture.list()).total).toBe(0);
      await fixture.create('a@example.com');
    });

    test('leaves nothing behind if its transaction throws a Problem later, and the writes beside it succeed', async () => {
      const fixture = await TenantFixture.at(await makePlace());
      const command = {
        id: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
        email: 'a@example.com',
        patch: {},
        now: 1,
      };
      const [before, refused, after] = await Promise.allSettled([
        fixture.create('before@example.com'),
        createAndThrow(fixture, command, refusal),
        fixture.create('after@example.com'),
      ]);
      expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled']);
      expect(refused).toMatchObject({ reason: refusal });
      expect((await fixture.list()).items.map(({ fields }) => fields.email)).toEqual([
        'after@example.com',
        'before@example.com',
      ]);
    });
  });
}
