import Database from 'better-sqlite3';
import type { SharedEmails } from '../../domain/email.ts';
import { replay, storeFirstResponse } from '../../domain/idempotency-key.ts';
import { unavailable } from '../../domain/problem.ts';
import type { CustomerListQuery, CustomerPage, Store } from '../../domain/store/store.ts';
import type { StoreObserver } from '../../domain/store/store-figures.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { Checkpoints, leaveLogToThread } from './checkpoints.ts';
import type { SqliteCommit } from './commit-group.ts';
import { CustomerTable } from './customer-table.ts';
import { toStoreError } from './errors.ts';
import { EventReader } from './event-reader.ts';
import { EventTable } from './event-table.ts';
import { createKeyStore, KeyTable } from './key-store.ts';
import { CustomerList } from './list/customer-list.ts';
import type { ReadList } from './list/list-reader.ts';
import { MerchantTable } from './merchant-table.ts';
import { openAgain } from './open/open-again.ts';
import { openDatabase } from './open/open-database.ts';
import { fileId, IN_MEMORY } from './open/paths.ts';
import { pendingLogBytes } from './pending-log.ts';
import { figuresReader } from './read-figures.ts';
import { RecordTable } from './record-table.ts';
import { createRequestCounts, RequestCountTable } from './request-count-table.ts';
import { ResponseTable } from './response-table.ts';
import { type CustomerSearch, SearchBesideFile, SearchInMemory } from './search/customer-search.ts';
import { SyncStateTable } from './sync-state-table.ts';
import { Transactions } from './transactions.ts';
import { SqliteUnitOfWork, savepointStarter } from './unit-of-work.ts';

export interface SqliteOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly sharedEmails?: SharedEmails;
  readonly observer?: StoreObserver;
  /** Reserves the database for this process. Without it the store works beside a server. Default: false. */
  readonly serving?: boolean;
  /** Throws if the file does not exist, instead of creating it. Default: false. */
  readonly mustExist?: boolean;
  /** Called if the database was empty or did not exist, when its tables have been created. */
  readonly onCreated?: (() => void) | undefined;
}

export type SqliteStore = Store & {
  /** Lists customers. `read` reads a list that can take long in another thread, if the database is a file. */
  listWith<T>(tenant: Tenant, query: CustomerListQuery, read: ReadList<T>): Promise<CustomerPage | T>;
  /** Makes a commit of another thread of this process visible; the thread's owner calls it for each commit. */
  onExternalCommit(commit: SqliteCommit): void;
  /** Makes the change of a key by another thread of this process visible. */
  invalidateKeyCache(): void;
  /** @param now UNIX milliseconds. */
  hasExpiredResponses(now: number): Promise<boolean>;
};

/**
 * Opens a SQLite database as a Store. Reads run at once on the only connection; writes run in its commit group.
 *
 * @throws DatabaseOpenError if the file cannot be served.
 */
export function openSqliteStore(options: SqliteOptions): SqliteStore {
  const { path, serving = false, observer } = options;
  const { database, release } = openDatabase(path, options);
  const search = path === IN_MEMORY ? new SearchInMemory(database) : new SearchBesideFile(path);
  const checkpoints = serving && path !== IN_MEMORY ? new Checkpoints(path) : undefined;
  if (checkpoints) leaveLogToThread(database);
  const onCommit = (commit: SqliteCommit) => {
    if (serving) search.changed();
    checkpoints?.committed(commit.rows);
    observer?.committed(commit);
  };
  const close = async () => {
    try {
      await search.close();
      await checkpoints?.close();
    } finally {
      database.close();
      release();
    }
  };
  return assemble(database, { ...options, search, onCommit, close });
}

export interface WriterStoreOptions {
  /** The file, which the main thread has opened already. */
  readonly path: string;
  /** The `fileId` of the served file; default: the file that the path leads to now. */
  readonly fileId?: string | undefined;
  readonly sharedEmails?: SharedEmails | undefined;
  readonly onCommit: (commit: SqliteCommit) => void;
}

/**
 * Opens another connection to a database that is open, for the writer thread.
 *
 * @throws Problem unavailable if a later attempt may succeed.
 */
export function openWriterStore(options: WriterStoreOptions): Store {
  let database: Database.Database | undefined;
  try {
    database = openAgain({ path: options.path, id: options.fileId ?? fileId(options.path) });
    leaveLogToThread(database);
    const search = new SearchBesideFile(options.path);
    const close = async () => void database?.close();
    return assemble(database, { ...options, search, close });
  } catch (error) {
    database?.close();
    // If no file descriptor is free, the driver itself cannot be loaded, and the error is not one of SQLite.
    throw error instanceof Database.SqliteError ? toStoreError(error) : unavailable(error as Error);
  }
}

interface Parts {
  readonly sharedEmails?: SharedEmails | undefined;
  readonly search: CustomerSearch;
  readonly onCommit: (commit: SqliteCommit) => void;
  readonly close: () => Promise<void>;
}

function assemble(
  database: Database.Database,
  { sharedEmails = 'refuse', search, onCommit, close }: Parts,
): SqliteStore {
  const work = new Transactions(database, { onCommit });
  const { counters } = work;
  const responses = new ResponseTable(database);
  const readFigures = figuresReader(database);
  const events = new EventTable(database, counters);
  const customers = new CustomerTable(database);
  const records = new RecordTable(database, customers);
  const syncStates = new SyncStateTable(database);
  const savepoint = savepointStarter(database, counters);
  const tables = { customers, events, responses, syncStates, counters, sharedEmails, savepoint };
  const merchants = new MerchantTable(database);
  const keys = createKeyStore(work, new KeyTable(database, work.tenants));
  const customerList = new CustomerList(database, customers);
  const list = <T = CustomerPage>(tenant: Tenant, query: CustomerListQuery, read?: ReadList<T>) =>
    work.statementOf<CustomerPage | T>(
      tenant,
      (scope) => customerList.shortPage(scope, query) ?? search.page(scope, query, read),
    );
  let closed: Promise<void> | undefined;
  const store: SqliteStore = {
    transaction: (tenant, { references }, run) =>
      work.commitGroupedOf(tenant, (scope) => run(new SqliteUnitOfWork(scope, tables)), references?.length),
    customers: {
      find: (tenant, id) => work.statementOf(tenant, (scope) => customers.find(scope, id)),
      findByReference: (tenant, reference) =>
        work.statementOf(tenant, (scope) => customers.findByReference(scope, reference)),
      list,
    },
    listWith: list,
    events: new EventReader(database, work, events),
    responses: {
      find: (tenant, idempotency) =>
        work.statementOf(tenant, (scope) => {
          const stored = responses.find(scope, idempotency);
          return stored && replay(idempotency, stored);
        }),
      store: (tenant, idempotency, response) =>
        store.transaction(tenant, {}, (unitOfWork) => storeFirstResponse(unitOfWork, idempotency, response)),
      deleteExpired: (now) => work.commitGrouped(() => responses.deleteExpired(now)),
    },
    records: {
      list: (tenant, kind, id, page) =>
        work.statementOf(tenant, (scope) => records.list(scope, kind, id, page)),
      put: (tenant, kind, items) => work.commitGroupedOf(tenant, (scope) => records.put(scope, kind, items)),
    },
    keys,
    merchants: {
      add: (merchant) => work.commitGrouped(() => merchants.add(merchant)),
      first: (merchant) => work.commitGrouped(() => merchants.first(merchant)),
      list: () => work.statement(() => merchants.list()),
    },
    syncStates: {
      list: (tenant, source) => work.statementOf(tenant, (scope) => syncStates.list(scope, source)),
    },
    requestCounts: createRequestCounts(work, new RequestCountTable(database, work.tenants)),
    ping: () => work.statement(() => void database.prepare('SELECT 1').get()),
    figures: async () => {
      // The size of the log can be read only outside of a transaction.
      work.endReadTransaction();
      const walBytes = pendingLogBytes(database);
      return work.statement(() => ({ ...readFigures(), walBytes, waitingWrites: work.waiting }));
    },
    hasExpiredResponses: (now) => work.statement(() => responses.hasExpired(now)),
    onExternalCommit: (commit) => {
      work.endReadTransaction();
      onCommit(commit);
    },
    invalidateKeyCache: () => keys.invalidateCache(),
    close: () => {
      closed ??= work.drain().then(close);
      return closed;
    },
  };
  return store;
}
