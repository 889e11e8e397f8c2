import { v5 as uuidV5 } from 'uuid';
import type { Origin } from '../../domain/event.ts';
import { showMillis } from '../../domain/instant.ts';
import { Problem } from '../../domain/problem.ts';
import { RECORD_KINDS, type RecordKind, type RecordOf } from '../../domain/records.ts';
import type { Store } from '../../domain/store/store.ts';
import type { Tenant } from '../../domain/tenant.ts';
import {
  applyCreate,
  applyUpdate,
  applyUpsert,
  prefetchForCreate,
  prefetchForUpdate,
  prefetchForUpsert,
} from '../../domain/write-customers.ts';
import type { FixtureSchemas } from './fixture-schemas.ts';
import type { Fixture } from './read-fixtures.ts';
import { StoredRecords } from './stored-records.ts';

/** The number of customers that are inserted concurrently, so that they share commits. */
const GROUP_SIZE = 200;

/** The clock and the ids of an insertion. */
export interface InsertContext {
  /** UNIX milliseconds. */
  readonly now: number;
  readonly newId: () => string;
}

/** The origin of seeded changes, which no request made. @param eventId of the first of them. */
function seedOrigin({ newId }: InsertContext, eventId?: string): Origin {
  let first = eventId;
  const nextId = () => {
    const id = first ?? newId();
    first = undefined;
    return id;
  };
  return { requestId: null, idempotencyKey: null, newId: nextId };
}

/** The number of customers and records of the fixtures. */
export type FixtureCounts = Record<'customers' | RecordKind, number>;

export interface Insertion {
  readonly counts: FixtureCounts;
  /** The number of customers and records that were new or different. */
  readonly changed: number;
}

/**
 * Inserts fixtures into a store. Inserting a file again changes nothing: customers are found by reference or email, and
 * a record without an id gets an id that is derived from its customer and its position in the list.
 *
 * @throws Problem if a fixture breaks a rule that no schema can express, such as a used email.
 */
export async function insertFixtures(
  store: Store,
  tenant: Tenant,
  fixtures: readonly Fixture[],
  schemas: FixtureSchemas,
  context: InsertContext,
): Promise<Insertion> {
  let changed = 0;
  const counts: FixtureCounts = { customers: 0, invoices: 0, subscriptions: 0, orders: 0, payments: 0 };
  for (let start = 0; start < fixtures.length; start += GROUP_SIZE) {
    const group = fixtures.slice(start, start + GROUP_SIZE);
    await Promise.all(
      group.map(async (fixture) => {
        const { id: customerId, isChanged } = await insertCustomer(store, tenant, fixture, context);
        counts.customers += 1;
        if (isChanged) changed += 1;
        for (const kind of RECORD_KINDS) {
          const written = fixture.records[kind];
          if (written.length === 0) continue;
          const stored = await StoredRecords.of(store, tenant, kind, customerId);
          const nullable = schemas.nullable(kind);
          const records = written
            .map((one, index) => completeRecord(one, { kind, customerId, index, context, nullable, stored }))
            .filter((record) => !stored.has(record));
          if (records.length > 0) await store.records.put(tenant, kind, records);
          counts[kind] += written.length;
          changed += records.length;
        }
      }),
    );
  }
  return { counts, changed };
}

interface InsertedCustomer {
  readonly id: string;
  /** Whether the customer was new or different. */
  readonly isChanged: boolean;
}

async function insertCustomer(
  store: Store,
  tenant: Tenant,
  fixture: Fixture,
  context: InsertContext,
): Promise<InsertedCustomer> {
  const { email, patch, references } = fixture;
  const wanted = await unusedIds(store, tenant, fixture);
  const origin = seedOrigin(context, wanted.eventId);
  if (references.length === 0)
    return insertWithoutReference(
      store,
      tenant,
      { ...fixture, id: wanted.id ?? context.newId() },
      context,
      origin,
    );
  let id = '';
  let isChanged = false;
  // The second and later references are linked to the customer by its email.
  for (const { externalUpdatedAt, ...reference } of references) {
    const command = {
      reference,
      email,
      patch,
      id: wanted.id ?? context.newId(),
      now: context.now,
      ...(externalUpdatedAt && { externalUpdatedAt }),
    };
    const decision = await store.transaction(tenant, prefetchForUpsert(command), (unitOfWork) =>
      applyUpsert(unitOfWork, command, origin),
    );
    if (decision.outcome !== 'stale' && decision.outcome !== 'unchanged') isChanged = true;
    const insertedId = decision.outcome === 'stale' ? undefined : decision.after.id;
    id = insertedId ?? (await store.customers.findByReference(tenant, reference))?.id ?? id;
  }
  return { id, isChanged };
}

/** Returns the ids of a fixture that its tenant does not use yet. */
async function unusedIds(store: Store, tenant: Tenant, { id, eventId }: Fixture) {
  return {
    id: id !== undefined && (await store.customers.find(tenant, id)) ? undefined : id,
    eventId: eventId !== undefined && (await store.events.find(tenant, eventId)) ? undefined : eventId,
  };
}

async function insertWithoutReference(
  store: Store,
  tenant: Tenant,
  { id, email, patch }: Fixture & { readonly id: string },
  context: InsertContext,
  origin: Origin,
): Promise<InsertedCustomer> {
  try {
    const command = { id, email, patch, now: context.now };
    const { after } = await store.transaction(tenant, prefetchForCreate(command), (unitOfWork) =>
      applyCreate(unitOfWork, command, origin),
    );
    return { id: after.id, isChanged: true };
  } catch (error) {
    const owner =
      error instanceof Problem && error.code === 'conflict' ? error.details?.customer_id : undefined;
    if (typeof owner !== 'string') throw error;
    const command = { id: owner, patch, now: context.now };
    const { before, after } = await store.transaction(tenant, prefetchForUpdate(command), (unitOfWork) =>
      applyUpdate(unitOfWork, command, origin),
    );
    return { id: after.id, isChanged: after !== before };
  }
}

interface Completion<K extends RecordKind> {
  readonly kind: K;
  readonly customerId: string;
  readonly index: number;
  readonly context: InsertContext;
  readonly nullable: readonly string[];
  readonly stored: StoredRecords<K>;
}

/** Adds the fields that a fixture leaves out. A stored record without a time in the fixture keeps its time. */
function completeRecord<K extends RecordKind>(written: object, completion: Completion<K>): RecordOf[K] {
  const { kind, customerId, index, context, nullable, stored } = completion;
  const { id = uuidV5(`${kind}/${index}`, customerId), ...given } = written as Partial<RecordOf[K]>;
  const { created_at = stored.find(id)?.created_at ?? showMillis(context.now) } = given;
  return {
    ...Object.fromEntries(nullable.map((name) => [name, null])),
    id,
    created_at,
    updated_at: created_at,
    ...given,
    customer_id: customerId,
  } as unknown as RecordOf[K];
}
