import Database from 'better-sqlite3';
import type { SharedEmails } from '../../domain/email-uniqueness.ts';
import type { CustomerStore, Store } from '../../domain/store.ts';
import type { StoreObserver } from '../../domain/store-figures.ts';
import { Checkpoints, leaveLogToThread } from './checkpoints.ts';
import type { SqliteCommit } from './commit-group.ts';
import { CustomerTable } from './customer-table.ts';
import { CustomerWriter } from './customer-writer.ts';
import { toStoreError } from './errors.ts';
import { EventTable } from './event-table.ts';
import { createKeyStore } from './key-store.ts';
import { KeyTable } from './key-table.ts';
import { CustomerList } from './list/customer-list.ts';
import { MerchantTable } from './merchant-table.ts';
import { openAgain } from './open/open-again.ts';
import { openDatabase } from './open/open-database.ts';
import { fileId, IN_MEMORY } from './open/paths.ts';
import { figuresReader } from './read-figures.ts';
import { RecordTable } from './record-table.ts';
import { ResponseTable } from './response-table.ts';
import { type CustomerSearch, SearchBesideFile, SearchInMemory } from './search/customer-search.ts';
import { Transactions } from './transactions.ts';
import { unavailableBecause } from './worker-client.ts';

export interface SqliteOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly sharedEmails?: SharedEmails;
  readonly observer?: StoreObserver;
  /** Claims the database for this process to serve; without it the store works beside a server. */
  readonly serving?: boolean;
  /** Refuses a file that is not there, instead of making it. */
  readonly mustExist?: boolean;
}

export interface SqliteStore extends Store {
  /** To be told of every commit of another thread of this process. */
  onExternalCommit(commit: SqliteCommit): void;
  /** To be told when another thread of this process has changed a key. */
  invalidateKeyCache(): void;
  /** Whether any kept answer's time is over. */
  hasExpiredResponses(now: number): Promise<boolean>;
}

/**
 * Opens a SQLite database as a Store. Reads run at once on the one connection; writes go through its commit group.
 *
 * @throws UnusableStore when the file cannot be served.
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
  /** A file that another thread of this process serves. */
  readonly path: string;
  /** The `fileId` of the served file; default: the file that the path leads to now. */
  readonly fileId?: string | undefined;
  readonly sharedEmails?: SharedEmails | undefined;
  readonly onCommit: (commit: SqliteCommit) => void;
}

/**
 * Opens the same database once more, in a thread that only writes.
 *
 * @throws Problem unavailable where the cause may pass.
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
    // Without free file descriptors the driver itself cannot be loaded, which is no error of SQLite.
    throw error instanceof Database.SqliteError ? toStoreError(error) : unavailableBecause(error as Error);
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
  const answers = new ResponseTable(database);
  const work = new Transactions(database, answers, { onCommit });
  const readFigures = figuresReader(database);
  const events = new EventTable(database, work.counters);
  const table = new CustomerTable(database);
  const records = new RecordTable(database, table);
  const writes = new CustomerWriter(database, { table, events, counters: work.counters, rule: sharedEmails });
  const merchants = new MerchantTable(database);
  const keys = createKeyStore(work, new KeyTable(database, work.tenants));
  let closed: Promise<void> | undefined;
  return {
    customers: customerStore(work, { list: new CustomerList(database, table), search, table, writes }),
    events: {
      list: (tenant, query) => work.readOf(tenant, (scope) => events.list(scope, query)),
      find: (tenant, id) => work.readOf(tenant, (scope) => events.find(scope, id)),
    },
    responses: {
      find: (tenant, idempotency) => work.readOf(tenant, (scope) => answers.find(scope, idempotency)),
      store: (tenant, idempotency, answer) =>
        work.changeOf(tenant, (scope) => answers.store(scope, idempotency, answer)),
      deleteExpired: (now) => work.change(() => answers.deleteExpired(now)),
    },
    records: {
      list: (tenant, kind, id, page) => work.readOf(tenant, (scope) => records.list(scope, kind, id, page)),
      put: (tenant, kind, items) => work.changeOf(tenant, (scope) => records.put(scope, kind, items)),
    },
    keys,
    merchants: {
      add: (merchant) => work.change(() => merchants.add(merchant)),
      first: (merchant) => work.change(() => merchants.first(merchant)),
      list: () => work.read(() => merchants.list()),
    },
    ping: () => work.read(() => void database.prepare('SELECT 1').get()),
    figures: () => work.read(() => ({ ...readFigures(), waitingWrites: work.waiting })),
    hasExpiredResponses: (now) => work.read(() => answers.isAnyOver(now)),
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
}

interface CustomerParts {
  readonly list: CustomerList;
  readonly search: CustomerSearch;
  readonly table: CustomerTable;
  readonly writes: CustomerWriter;
}

function customerStore(work: Transactions, { list, search, table, writes }: CustomerParts): CustomerStore {
  return {
    upsert: (write) => work.write(write, (scope, command, origin) => writes.upsert(scope, command, origin)),
    create: (write) => work.write(write, (scope, command, origin) => writes.create(scope, command, origin)),
    update: (write) => work.write(write, (scope, command, origin) => writes.update(scope, command, origin)),
    upsertBatch: (write) =>
      work.write(
        write,
        (scope, command, origin) => writes.batch(scope, command, origin),
        write.command.items.length,
      ),
    find: (tenant, id) => work.readOf(tenant, (scope) => table.find(scope, id)),
    findByReference: (tenant, reference) =>
      work.readOf(tenant, (scope) => table.findByReference(scope, reference)),
    list: (tenant, query) =>
      work.readOf(tenant, (scope) => (query.search === undefined ? list : search).page(scope, query)),
  };
}
