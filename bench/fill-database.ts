import { v7 as uuidV7 } from 'uuid';
import type { Origin } from '../src/domain/event.ts';
import type { Store } from '../src/domain/store/store.ts';
import type { Tenant } from '../src/domain/tenant.ts';
import { applyUpsert, prefetchForUpsert } from '../src/domain/write-customers.ts';
import { type Person, person } from './people.ts';

/** The origin of the benchmark's changes: no HTTP request. */
export const ORIGIN: Origin = { requestId: null, idempotencyKey: null, newId: () => uuidV7() };

export interface Filled {
  readonly large: Tenant;
  readonly small: Tenant;
  /** Creation time of the newest customer, in UNIX milliseconds. */
  readonly newest: number;
}

const SMALL = 1000;
const AT_ONCE = 256;
const START = Date.parse('2026-01-01T00:00:00Z');
/** Time between the creation of two customers of the large merchant, in milliseconds. */
export const EVERY_MS = 10;

/**
 * Writes customers through the store: many of a large merchant and, in between, a thousand of a small one. Changes the
 * oldest 2 % of the large merchant at the end, so that the order of changes differs from the order of creation.
 */
export async function fillDatabase(store: Store, customers: number): Promise<Filled> {
  const large = await addMerchant(store, 'Large');
  const small = await addMerchant(store, 'Small');
  const between = Math.ceil(customers / SMALL);
  const newest = START + customers * EVERY_MS;
  const smallNow = (number: number) => START + number * between * EVERY_MS;
  await inGroups(customers, (number) => [
    upsert(store, large, person(number), START + number * EVERY_MS),
    ...(number % between === 0
      ? [upsert(store, small, person(number / between, 'S'), smallNow(number / between))]
      : []),
  ]);
  await inGroups(Math.floor(customers / 50), (number) => {
    const { patch, ...known } = person(number);
    return [upsert(store, large, { ...known, patch: { ...patch, city: 'Moved' } }, newest + number)];
  });
  return { large, small, newest };
}

async function inGroups(count: number, write: (number: number) => Promise<unknown>[]): Promise<void> {
  for (let start = 0; start < count; start += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, index) => start + index);
    await Promise.all(numbers.flatMap(write));
    if (start % (AT_ONCE * 400) === 0) console.error(`${start} of ${count} customers written`);
  }
}

async function addMerchant(store: Store, name: string): Promise<Tenant> {
  const merchantId = uuidV7();
  await store.merchants.add({ id: merchantId, name, createdAt: START });
  return { merchantId, mode: 'live' };
}

function upsert(store: Store, tenant: Tenant, person: Person, now: number): Promise<unknown> {
  const { source, externalId, email, patch } = person;
  const command = { reference: { source, externalId }, email, patch, id: uuidV7(), now };
  return store.transaction(tenant, prefetchForUpsert(command), (unitOfWork) =>
    applyUpsert(unitOfWork, command, ORIGIN),
  );
}
