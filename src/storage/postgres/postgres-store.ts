import type { SharedEmails } from '../../domain/email-uniqueness.ts';
import type { CustomerStore, Store } from '../../domain/store.ts';
import type { StoreObserver } from '../../domain/store-figures.ts';
import { findByReference, findCustomer } from './customer-table.ts';
import type { Database } from './database.ts';
import { findEvent, selectEvents } from './event-table.ts';
import { KeyListener } from './key-listener.ts';
import { createKeyStore } from './key-store.ts';
import { selectCustomers } from './list/customer-list.ts';
import { addMerchant, firstMerchant, listMerchants } from './merchant-table.ts';
import { type OpenOptions, openDatabase, requireUrl } from './open/open-database.ts';
import { prefetchForBatch, prefetchForCreate, prefetchForUpdate, prefetchForUpserts } from './prefetch.ts';
import { readFigures } from './read-figures.ts';
import { putRecords, selectRecords } from './record-table.ts';
import { ResponseTable } from './response-table.ts';
import { Transactions } from './transactions.ts';

export interface PostgresOptions extends OpenOptions {
  /** `postgres://user:password@host:5432/database`. */
  readonly url: string;
  readonly sharedEmails?: SharedEmails | undefined;
  readonly observer?: StoreObserver | undefined;
  /** Past any pooler: there is heard at once of keys that another process has changed. */
  readonly directUrl?: string | undefined;
}

/**
 * Opens a PostgreSQL database as a Store. Any number of processes may serve one.
 *
 * @throws UnusableStore when it cannot be used.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  if (options.directUrl !== undefined) requireUrl(options.directUrl, 'The direct address');
  return assemble(await openDatabase(options.url, options), options);
}

function assemble(database: Database, options: PostgresOptions): Store {
  const { sharedEmails = 'refuse', observer, directUrl } = options;
  const work = new Transactions(database, { rule: sharedEmails, onCommit: observer?.committed });
  const answers = new ResponseTable(database);
  const keys = createKeyStore(work);
  const listener =
    directUrl === undefined ? undefined : new KeyListener(directUrl, () => keys.invalidateCache());
  let closed: Promise<void> | undefined;
  return {
    customers: customerStore(work),
    events: {
      list: (tenant, query) => work.readOf(tenant, (from, scope) => selectEvents(from, scope, query)),
      find: (tenant, id) => work.readOf(tenant, (from, scope) => findEvent(from, scope, id)),
    },
    responses: {
      find: (tenant, idempotency) => work.readOf(tenant, (_, scope) => answers.find(scope, idempotency)),
      store: (tenant, idempotency, answer) => work.store(tenant, idempotency, answer),
      deleteExpired: (now) => work.read(() => answers.deleteExpired(now)),
    },
    records: {
      list: (tenant, kind, id, page) =>
        work.readOf(tenant, (from, scope) => selectRecords(from, scope, kind, id, page)),
      put: (tenant, kind, items) =>
        work.readOf(tenant, (into, scope) => putRecords(into, scope, kind, items)),
    },
    keys,
    merchants: {
      add: (merchant) => work.change((within) => addMerchant(within, merchant)),
      first: (merchant) => work.change((within) => firstMerchant(within, merchant)),
      list: () => work.read(listMerchants),
    },
    ping: () => work.read(async (from) => void (await from.query('SELECT'))),
    figures: () => work.read(async (from) => ({ ...(await readFigures(from)), waitingWrites: work.waiting })),
    close: () => {
      closed ??= Promise.all([work.close(), listener?.stop()]).then(() => database.close());
      return closed;
    },
  };
}

function customerStore(work: Transactions): CustomerStore {
  return {
    upsert: (write) =>
      work.write(write, prefetchForUpserts([write.command]), (writes, command) => writes.upsert(command)),
    create: (write) =>
      work.write(write, prefetchForCreate(write.command), (writes, command) => writes.create(command)),
    update: (write) =>
      work.write(write, prefetchForUpdate(write.command), (writes, command) => writes.update(command)),
    upsertBatch: (write) =>
      work.write(write, prefetchForBatch(write.command), (writes, command) => writes.batch(command)),
    find: (tenant, id) => work.readOf(tenant, (from, scope) => findCustomer(from, scope, id)),
    findByReference: (tenant, reference) =>
      work.readOf(tenant, (from, scope) => findByReference(from, scope, reference)),
    list: (tenant, query) => work.readOf(tenant, (from, scope) => selectCustomers(from, scope, query)),
  };
}
