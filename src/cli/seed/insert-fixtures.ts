import { v5 as uuidV5 } from 'uuid';
import type { Origin } from '../../domain/event.ts';
import { showMillis } from '../../domain/instant.ts';
import { Problem } from '../../domain/problem.ts';
import { RECORD_KINDS, type RecordKind, type RecordOf } from '../../domain/records.ts';
import type { Store } from '../../domain/store.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { FixtureSchemas } from './fixture-schemas.ts';
import type { Fixture } from './read-fixtures.ts';

/** How many customers are planted at a time, so that they share commits. */
const AT_ONCE = 200;

/** What planting needs of the world. */
export interface Making {
  /** UNIX milliseconds. */
  readonly now: number;
  readonly newId: () => string;
}

/** No request made these changes. */
function seeded({ newId }: Making): Origin {
  return { requestId: null, idempotencyKey: null, newId };
}

export type Planted = Record<'customers' | RecordKind, number>;

/**
 * Puts fixtures into a store. Planting a file again changes nothing: customers are found by reference or email, and
 * a record without an id gets one that follows from its customer and its place in the list.
 *
 * @throws Problem when a fixture breaks a rule that no schema can tell, such as a used email.
 */
export async function insertFixtures(
  store: Store,
  tenant: Tenant,
  fixtures: readonly Fixture[],
  schemas: FixtureSchemas,
  making: Making,
): Promise<Planted> {
  const provisioned: Planted = { customers: 0, invoices: 0, subscriptions: 0, orders: 0, payments: 0 };
  for (let start = 0; start < fixtures.length; start += AT_ONCE) {
    const group = fixtures.slice(start, start + AT_ONCE);
    await Promise.all(
      group.map(async (fixture) => {
        const customerId = await insertCustomer(store, tenant, fixture, making);
        provisioned.customers += 1;
        for (const kind of RECORD_KINDS) {
          const records = fixture.records[kind].map((written, place) =>
            completeRecord(kind, written, {
              customerId,
              place,
              now: making.now,
              nullable: schemas.nullable(kind),
            }),
          );
          if (records.length > 0) await store.records.put(tenant, kind, records);
          provisioned[kind] += records.length;
        }
      }),
    );
  }
  return provisioned;
}

async function insertCustomer(
  store: Store,
  tenant: Tenant,
  fixture: Fixture,
  making: Making,
): Promise<string> {
  const { email, patch, references } = fixture;
  if (references.length === 0) return plantWithoutReference(store, tenant, fixture, making);
  let id = '';
  // The second and later references find the customer by its email, as two systems would.
  for (const { externalUpdatedAt, ...reference } of references) {
    const command = {
      reference,
      email,
      patch,
      id: making.newId(),
      now: making.now,
      ...(externalUpdatedAt && { externalUpdatedAt }),
    };
    const provisioned = await store.customers.upsert({
      tenant,
      command,
      origin: seeded(making),
      render: (decision) => (decision.outcome === 'stale' ? undefined : decision.after.id),
    });
    id = provisioned ?? (await store.customers.findByReference(tenant, reference))?.id ?? id;
  }
  return id;
}

async function plantWithoutReference(
  store: Store,
  tenant: Tenant,
  { email, patch }: Fixture,
  making: Making,
): Promise<string> {
  const answer = ({ after }: { after: { id: string } }) => after.id;
  try {
    return await store.customers.create({
      tenant,
      command: { id: making.newId(), email, patch, now: making.now },
      origin: seeded(making),
      render: answer,
    });
  } catch (error) {
    const owner =
      error instanceof Problem && error.code === 'conflict' ? error.details?.customer_id : undefined;
    if (typeof owner !== 'string') throw error;
    return store.customers.update({
      tenant,
      command: { id: owner, patch, now: making.now },
      origin: seeded(making),
      render: answer,
    });
  }
}

interface Completion {
  readonly customerId: string;
  readonly place: number;
  readonly now: number;
  readonly nullable: readonly string[];
}

function completeRecord<K extends RecordKind>(kind: K, written: object, completion: Completion): RecordOf[K] {
  const { customerId, place, now, nullable } = completion;
  const { created_at = showMillis(now) } = written as { created_at?: string };
  return {
    ...Object.fromEntries(nullable.map((name) => [name, null])),
    id: uuidV5(`${kind}/${place}`, customerId),
    created_at,
    updated_at: created_at,
    ...written,
    customer_id: customerId,
  } as unknown as RecordOf[K];
}
