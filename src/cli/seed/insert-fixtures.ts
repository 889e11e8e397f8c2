import { v5 as uuidV5 } from 'uuid';
import type { Origin } from '../../domain/event.ts';
import { showMillis } from '../../domain/instant.ts';
import { Problem } from '../../domain/problem.ts';
import { RECORD_KINDS, type RecordKind, type RecordOf } from '../../domain/records.ts';
import type { Store } from '../../domain/store.ts';
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

/** The number of inserted customers and records. */
export type InsertedCounts = Record<'customers' | RecordKind, number>;

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
): Promise<InsertedCounts> {
  const inserted: InsertedCounts = { customers: 0, invoices: 0, subscriptions: 0, orders: 0, payments: 0 };
  for (let start = 0; start < fixtures.length; start += GROUP_SIZE) {
    const group = fixtures.slice(start, start + GROUP_SIZE);
    await Promise.all(
      group.map(async (fixture) => {
        const customerId = await insertCustomer(store, tenant, fixture, context);
        inserted.customers += 1;
        for (const kind of RECORD_KINDS) {
          const records = fixture.records[kind].map((written, index) =>
            completeRecord(kind, written, {
              customerId,
              index,
              now: context.now,
              nullable: schemas.nullable(kind),
            }),
          );
          if (records.length > 0) await store.records.put(tenant, kind, records);
          inserted[kind] += records.length;
        }
      }),
    );
  }
  return inserted;
}

async function insertCustomer(
  store: Store,
  tenant: Tenant,
  fixture: Fixture,
  context: InsertContext,
): Promise<string> {
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
    const insertedId = decision.outcome === 'stale' ? undefined : decision.after.id;
    id = insertedId ?? (await store.customers.findByReference(tenant, reference))?.id ?? id;
  }
  return id;
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
): Promise<string> {
  try {
    const command = { id, email, patch, now: context.now };
    const { after } = await store.transaction(tenant, prefetchForCreate(command), (unitOfWork) =>
      applyCreate(unitOfWork, command, origin),
    );
    return after.id;
  } catch (error) {
    const owner =
      error instanceof Problem && error.code === 'conflict' ? error.details?.customer_id : undefined;
    if (typeof owner !== 'string') throw error;
    const command = { id: owner, patch, now: context.now };
    const { after } = await store.transaction(tenant, prefetchForUpdate(command), (unitOfWork) =>
      applyUpdate(unitOfWork, command, origin),
    );
    return after.id;
  }
}

interface Completion {
  readonly customerId: string;
  readonly index: number;
  readonly now: number;
  readonly nullable: readonly string[];
}

function completeRecord<K extends RecordKind>(kind: K, written: object, completion: Completion): RecordOf[K] {
  const { customerId, index, now, nullable } = completion;
  const { created_at = showMillis(now) } = written as { created_at?: string };
  return {
    ...Object.fromEntries(nullable.map((name) => [name, null])),
    id: uuidV5(`${kind}/${index}`, customerId),
    created_at,
    updated_at: created_at,
    ...written,
    customer_id: customerId,
  } as unknown as RecordOf[K];
}
