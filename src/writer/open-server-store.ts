import type { ApiStore, Store } from '../domain/store.ts';
import { fileOf, openStore, type StoreOptions } from '../storage/open-store.ts';
import type { SqliteStore } from '../storage/sqlite/sqlite-store.ts';
import type { ResponseOptions } from '../writes/response-options.ts';
import { createWriteExecutor } from '../writes/write-executor.ts';
import type { ExecuteWrite } from '../writes/write-request.ts';
import type { CalledPart } from './messages.ts';
import { WriterThread } from './writer-thread.ts';

/** A store that this process serves. */
export interface ServerStore {
  /** For who prepares it, while nobody asks. */
  readonly store: Store;
  /** For the API, together with `carry`. */
  readonly api: ApiStore;
  readonly executeWrite: ExecuteWrite;
  close(): Promise<void>;
}

export interface ServerStoreOptions extends Omit<StoreOptions, 'serving'> {
  readonly responseOptions: ResponseOptions;
}

/**
 * Opens the store that a database URL names for this process to serve. A file is written by a thread of its own; a
 * database in memory can be seen by no other thread, and a database server has processes of its own.
 *
 * @throws UnusableStore in one sentence when it cannot be used.
 */
export async function openServerStore(
  url: string,
  { responseOptions, ...options }: ServerStoreOptions,
): Promise<ServerStore> {
  const store = await openStore(url, { ...options, serving: true });
  const path = fileOf(url);
  if (path === undefined) return withInlineWriter(store, responseOptions);
  const { sharedEmails } = options;
  return withWriterThread(
    store as SqliteStore,
    (onCommit) => new WriterThread({ path, sharedEmails, responseOptions }, onCommit),
  );
}

/** Serves a store that is written by this thread as well. */
export function withInlineWriter(store: Store, responseOptions: ResponseOptions): ServerStore {
  return {
    store,
    api: store,
    executeWrite: createWriteExecutor(store.customers, responseOptions),
    close: () => store.close(),
  };
}

function withWriterThread(
  store: SqliteStore,
  makeWriter: (onCommit: SqliteStore['onExternalCommit']) => WriterThread,
): ServerStore {
  const writer = makeWriter((commit) => store.onExternalCommit(commit));
  const callWriter = <P extends CalledPart, M extends keyof ApiStore[P] & string>(part: P, method: M) => {
    const call = (...args: readonly unknown[]) => writer.call({ part, method, args });
    return call as ApiStore[P][M];
  };
  const changeKeys = <M extends keyof ApiStore['keys'] & string>(method: M) => {
    const call = (...args: readonly unknown[]) =>
      writer.call({ part: 'keys', method, args }).finally(() => store.invalidateKeyCache());
    return call as ApiStore['keys'][M];
  };
  const deleteExpired = callWriter('responses', 'deleteExpired');
  const close = async () => {
    await writer.close();
    await store.close();
  };
  const api: ApiStore = {
    ...store,
    responses: {
      ...store.responses,
      store: callWriter('responses', 'store'),
      // A server that nobody writes to needs no second thread for this.
      deleteExpired: async (now) => ((await store.hasExpiredResponses(now)) ? deleteExpired(now) : 0),
    },
    records: { ...store.records, put: callWriter('records', 'put') },
    keys: {
      ...store.keys,
      add: changeKeys('add'),
      addFirst: changeKeys('addFirst'),
      revoke: changeKeys('revoke'),
      rotate: changeKeys('rotate'),
      recordUses: callWriter('keys', 'recordUses'),
    },
    merchants: {
      ...store.merchants,
      add: callWriter('merchants', 'add'),
      first: callWriter('merchants', 'first'),
    },
    figures: async () => ({ ...(await store.figures()), waitingWrites: writer.waiting }),
    close,
  };
  return { store, api, executeWrite: writer.executeWrite, close };
}
