import { unavailable } from '../domain/problem.ts';
import type { ApiStore, Store, StoreReads, StoreWrites } from '../domain/store/store.ts';
import { fileOf, openStore, type StoreOptions } from '../storage/open-store.ts';
import type { ListRequest } from '../storage/sqlite/list/list-reader.ts';
import { fileId } from '../storage/sqlite/open/paths.ts';
import { searchPaths } from '../storage/sqlite/search/search-thread.ts';
import type { SqliteStore } from '../storage/sqlite/sqlite-store.ts';
import { runWrite } from '../writes/execute-write.ts';
import { type ReadCustomerPage, renderCustomerPage } from '../writes/read-customer-page.ts';
import type { ResponseOptions } from '../writes/response-options.ts';
import type { ExecuteWrite } from '../writes/write-request.ts';
import { ReaderThread } from './reader-thread.ts';
import { WriterThread } from './writer-thread.ts';
import type { WriterThreadData } from './writer-thread-main.ts';

/** The only store of a server: everything that the API calls, the execution of its customer writes, and its pages of customers. */
export type ServerStore = ApiStore & {
  readonly executeWrite: ExecuteWrite;
  readonly readCustomerPage: ReadCustomerPage;
};

export interface ServerStoreOptions extends Omit<StoreOptions, 'serving'> {
  readonly responseOptions: ResponseOptions;
}

/**
 * Opens the store of a database URL for this process to serve. The writer thread writes to a SQLite file. The main thread
 * writes to a database in memory, which no other thread can open, and to a database server, which has its own processes.
 *
 * @throws DatabaseOpenError if the database cannot be used.
 */
export async function openServerStore(
  url: string,
  { responseOptions, ...options }: ServerStoreOptions,
): Promise<ServerStore> {
  const store = await openStore(url, { ...options, serving: true });
  const path = fileOf(url);
  if (path === undefined) return withInlineWriter(store, responseOptions);
  const data = { path, fileId: fileId(path), sharedEmails: options.sharedEmails, responseOptions };
  return withThreads(store as SqliteStore, data, {
    startWriter: (onCommit) => new WriterThread(data, onCommit),
    reader: new ReaderThread({ paths: searchPaths(path), casing: responseOptions.casing }),
  });
}

/** Serves a store whose customer writes and long lists run in this thread. */
export function withInlineWriter(store: Store, responseOptions: ResponseOptions): ServerStore & Store {
  const serverStore: ServerStore & Store = {
    ...store,
    executeWrite: (request) => runWrite(serverStore, request, responseOptions),
    readCustomerPage: async (tenant, query) =>
      renderCustomerPage(await serverStore.customers.list(tenant, query), query, responseOptions.casing),
  };
  return serverStore;
}

interface Threads {
  readonly startWriter: (onCommit: SqliteStore['onExternalCommit']) => WriterThread;
  readonly reader: ReaderThread;
}

/** Reads on the connection of this thread, or of the reader thread, and writes on the connection of the writer thread. */
function withThreads(
  store: SqliteStore,
  file: Pick<WriterThreadData, 'path' | 'fileId' | 'responseOptions'>,
  { startWriter, reader }: Threads,
): ServerStore {
  const writer = startWriter(store.onExternalCommit);
  const reads: StoreReads = store;
  const writes: StoreWrites = writer;
  const changingKeys = <Args extends unknown[], T>(write: (...args: Args) => Promise<T>) => {
    return (...args: Args) => write(...args).finally(() => store.invalidateKeyCache());
  };
  /** Runs a write of the start of a server in this thread, so that a server without other writes needs no second one. */
  const withoutStarting = <Args extends unknown[], T>(
    here: (...args: Args) => Promise<T>,
    inThread: (...args: Args) => Promise<T>,
  ) => {
    return (...args: Args) => (writer.isStarted ? inThread(...args) : here(...args));
  };
  return {
    customers: {
      ...reads.customers,
      list: (tenant, query) => store.listWith(tenant, query, reader.page),
    },
    events: reads.events,
    responses: {
      ...reads.responses,
      ...writes.responses,
      // This read keeps a server without writes from starting the writer thread.
      deleteExpired: async (now) =>
        (await store.hasExpiredResponses(now)) ? writes.responses.deleteExpired(now) : 0,
    },
    records: { ...reads.records, ...writes.records },
    keys: {
      ...reads.keys,
      ...writes.keys,
      add: changingKeys(withoutStarting(store.keys.add, writes.keys.add)),
      addFirst: changingKeys(withoutStarting(store.keys.addFirst, writes.keys.addFirst)),
      revoke: changingKeys(writes.keys.revoke),
      rotate: changingKeys(writes.keys.rotate),
    },
    merchants: {
      ...reads.merchants,
      add: withoutStarting(store.merchants.add, writes.merchants.add),
      first: withoutStarting(store.merchants.first, writes.merchants.first),
    },
    syncStates: reads.syncStates,
    requestCounts: {
      ...reads.requestCounts,
      // Without writes of clients, no write can wait for this one.
      add: withoutStarting(store.requestCounts.add, writes.requestCounts.add),
    },
    ping: async () => {
      if (writer.isStalled) throw unavailable();
      if (fileId(file.path) !== file.fileId) throw unavailable();
      await reads.ping();
    },
    figures: async () => ({ ...(await store.figures()), waitingWrites: writer.waiting }),
    executeWrite: writer.executeWrite,
    readCustomerPage: async (tenant, query, isAwaited) => {
      const readThere = (request: ListRequest) => reader.response(request, isAwaited);
      const read = await store.listWith(tenant, query, readThere);
      return 'items' in read ? renderCustomerPage(read, query, file.responseOptions.casing) : read;
    },
    close: async () => {
      await writer.close();
      // Before the store, because the last connection of a file that closes must be able to write to it.
      await reader.close();
      await store.close();
    },
  };
}
