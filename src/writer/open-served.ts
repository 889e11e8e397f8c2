import type { ApiStore, Store } from '../domain/store.ts';
import type { Answering } from '../http/writes/answering.ts';
import { carryIn } from '../http/writes/carrier.ts';
import type { Carry } from '../http/writes/write-order.ts';
import { fileOf, openStore, type StoreOptions } from '../storage/open-store.ts';
import type { SqliteStore } from '../storage/sqlite/sqlite-store.ts';
import type { CalledPart } from './messages.ts';
import { Writer } from './writer.ts';

/** A store that this process serves. */
export interface Served {
  /** For who prepares it, while nobody asks. */
  readonly store: Store;
  /** For the API, together with `carry`. */
  readonly api: ApiStore;
  readonly carry: Carry;
  close(): Promise<void>;
}

export interface ServedOptions extends Omit<StoreOptions, 'serving'> {
  readonly answering: Answering;
}

/**
 * Opens the store that a database URL names for this process to serve. A file is written by a thread of its own; a
 * database in memory can be seen by no other thread, and a database server has processes of its own.
 *
 * @throws UnusableStore in one sentence when it cannot be used.
 */
export async function openServed(url: string, { answering, ...options }: ServedOptions): Promise<Served> {
  const store = await openStore(url, { ...options, serving: true });
  const path = fileOf(url);
  if (path === undefined) return servedHere(store, answering);
  const { sharedEmails } = options;
  return besideWriter(
    store as SqliteStore,
    (onCommit) => new Writer({ path, sharedEmails, answering }, onCommit),
  );
}

/** Serves a store that is written by this thread as well. */
export function servedHere(store: Store, answering: Answering): Served {
  return { store, api: store, carry: carryIn(store.customers, answering), close: () => store.close() };
}

function besideWriter(
  store: SqliteStore,
  makeWriter: (onCommit: SqliteStore['committedBeside']) => Writer,
): Served {
  const writer = makeWriter((commit) => store.committedBeside(commit));
  const there = <P extends CalledPart, M extends keyof ApiStore[P] & string>(part: P, method: M) => {
    const call = (...args: readonly unknown[]) => writer.call({ part, method, args });
    return call as ApiStore[P][M];
  };
  const changeKeys = <M extends keyof ApiStore['keys'] & string>(method: M) => {
    const call = (...args: readonly unknown[]) =>
      writer.call({ part: 'keys', method, args }).finally(() => store.keysChangedBeside());
    return call as ApiStore['keys'][M];
  };
  const sweep = there('answers', 'sweep');
  const close = async () => {
    await writer.close();
    await store.close();
  };
  const api: ApiStore = {
    ...store,
    answers: {
      ...store.answers,
      keep: there('answers', 'keep'),
      // A server that nobody writes to needs no second thread for this.
      sweep: async (now) => ((await store.isAnyAnswerOver(now)) ? sweep(now) : 0),
    },
    records: { ...store.records, put: there('records', 'put') },
    keys: {
      ...store.keys,
      add: changeKeys('add'),
      addFirst: changeKeys('addFirst'),
      revoke: changeKeys('revoke'),
      rotate: changeKeys('rotate'),
      touch: there('keys', 'touch'),
    },
    merchants: {
      ...store.merchants,
      add: there('merchants', 'add'),
      first: there('merchants', 'first'),
    },
    figures: async () => ({ ...(await store.figures()), waitingWrites: writer.waiting }),
    close,
  };
  return { store, api, carry: writer.carry, close };
}
