import type { SharedEmails } from '../../domain/email.ts';
import { replay, storeFirstResponse } from '../../domain/idempotency-key.ts';
import type { Store } from '../../domain/store/store.ts';
import type { StoreObserver } from '../../domain/store/store-figures.ts';
import { findByReference, findCustomer } from './customer-table.ts';
import type { Database } from './database.ts';
import { findEvent, selectEvents } from './event-table.ts';
import { KeyListener } from './key-listener.ts';
import { createKeyStore } from './key-store.ts';
import { selectCustomers } from './list/customer-list.ts';
import { addMerchant, firstMerchant, listMerchants } from './merchant-table.ts';
import { type OpenOptions, openDatabase, requireUrl } from './open/open-database.ts';
import { readFigures } from './read-figures.ts';
import { putRecords, selectRecords } from './record-table.ts';
import { addRequestCounts, listRequestCounts } from './request-count-table.ts';
import { deleteExpiredResponses, findStoredResponse } from './response-table.ts';
import { SearchRebuilder } from './search-rebuilder.ts';
import { selectSyncStates } from './sync-state-table.ts';
import { Transactions } from './transactions.ts';

export interface PostgresOptions extends OpenOptions {
  /** `postgres://user:password@host:5432/database`. */
  readonly url: string;
  readonly sharedEmails?: SharedEmails | undefined;
  readonly observer?: StoreObserver | undefined;
  /** A URL that bypasses any pooler. With it, this process sees at once when another process changes a key. */
  readonly directUrl?: string | undefined;
  /** Whether a server serves the store, and so rebuilds the search entries of earlier releases. Default: false. */
  readonly serving?: boolean | undefined;
}

/**
 * Opens a PostgreSQL database as a Store. Several processes may serve the same database.
 *
 * @throws DatabaseOpenError if the database cannot be used.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  if (options.directUrl !== undefined) requireUrl(options.directUrl, 'The direct address');
  return assemble(await openDatabase(options.url, options), options);
}

function assemble(database: Database, options: PostgresOptions): Store {
  const { sharedEmails = 'refuse', observer, directUrl, serving = false } = options;
  const work = new Transactions(database, { sharedEmails, onCommit: observer?.committed });
  const keys = createKeyStore(work);
  const listener =
    directUrl === undefined ? undefined : new KeyListener(directUrl, () => keys.invalidateCache());
  const rebuilder = serving ? new SearchRebuilder(database) : undefined;
  rebuilder?.start();
  let closed: Promise<void> | undefined;
  return {
    transaction: (tenant, prefetch, run) => work.commitGrouped(tenant, prefetch, run),
    customers: {
      find: (tenant, id) => work.statementOf(tenant, (from, scope) => findCustomer(from, scope, id)),
      findByReference: (tenant, reference) =>
        work.statementOf(tenant, (from, scope) => findByReference(from, scope, reference)),
      list: (tenant, query) => work.statementOf(tenant, (from, scope) => selectCustomers(from, scope, query)),
    },
    events: {
      list: (tenant, query) => work.statementOf(tenant, (from, scope) => selectEvents(from, scope, query)),
      find: (tenant, id) => work.statementOf(tenant, (from, scope) => findEvent(from, scope, id)),
    },
    responses: {
      find: (tenant, idempotency) =>
        work.statementOf(tenant, async (from, scope) => {
          const stored = await findStoredResponse(from, scope, idempotency);
          return stored && replay(idempotency, stored);
        }),
      store: (tenant, idempotency, response) =>
        work.commitGrouped(tenant, { idempotencyId: idempotency.id }, (unitOfWork) =>
          storeFirstResponse(unitOfWork, idempotency, response),
        ),
      deleteExpired: (now) => work.statement((database) => deleteExpiredResponses(database, now)),
    },
    records: {
      list: (tenant, kind, id, page) =>
        work.statementOf(tenant, (from, scope) => selectRecords(from, scope, kind, id, page)),
      put: (tenant, kind, items) =>
        work.statementOf(tenant, (into, scope) => putRecords(into, scope, kind, items)),
    },
    keys,
    merchants: {
      add: (merchant) => work.transaction((within) => addMerchant(within, merchant)),
      first: (merchant) => work.transaction((within) => firstMerchant(within, merchant)),
      list: () => work.statement(listMerchants),
    },
    syncStates: {
      list: (tenant, source) =>
        work.statementOf(tenant, (from, scope) =>
          selectSyncStates(from, scope, source === undefined ? undefined : [source]),
        ),
    },
    requestCounts: {
      list: (query) => work.statement((from) => listRequestCounts(from, query)),
      add: (counts, oldest) => work.transaction((within) => addRequestCounts(within, counts, oldest)),
    },
    ping: () => work.statement(async (from) => void (await from.query('SELECT'))),
    figures: () =>
      work.statement(async (from) => ({ ...(await readFigures(from)), waitingWrites: work.waiting })),
    close: () => {
      closed ??= Promise.all([work.close(), rebuilder?.stop(), listener?.stop()]).then(() =>
        database.close(),
      );
      return closed;
    },
  };
}
