import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SharedEmails } from '../domain/email-rule.ts';
import type { Store } from '../domain/store.ts';
import type { Answering } from '../http/writes/answering.ts';
import { carryIn } from '../http/writes/carrier.ts';
import type { Carry } from '../http/writes/write-order.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import { openToWrite } from '../storage/sqlite/sqlite-store.ts';
import {
  type Call,
  END,
  packError,
  READY,
  type Report,
  type Result,
  type Told,
  unpackOrders,
} from './messages.ts';

/** What the thread is told at its start. */
export interface WriteThreadData {
  readonly path: string;
  readonly sharedEmails: SharedEmails | undefined;
  readonly answering: Answering;
}

export const WRITE_THREAD = new URL(import.meta.url);

interface Opened {
  readonly store: Store;
  readonly carry: Carry;
}

type Work = (opened: Opened) => Promise<unknown>;

/** Carries out what it is told, and reports what was done together in one message. */
function write({ path, sharedEmails, answering }: WriteThreadData, port: MessagePort): void {
  let commits: SqliteCommit[] = [];
  let results: Result[] = [];
  const report = () => {
    port.postMessage({ commits, results } satisfies Report);
    commits = [];
    results = [];
  };
  const tell = (result: Result) => {
    // After all that is settled in this turn, because it is one commit that settles it.
    if (results.length === 0) process.nextTick(report);
    results.push(result);
  };
  const open = (): Opened => {
    const store = openToWrite({ path, sharedEmails, onCommit: (commit) => commits.push(commit) });
    return { store, carry: carryIn(store.customers, answering) };
  };
  let opened: Opened | undefined;
  // Tried again for each, so that one that cannot open it is refused like one that cannot write to it.
  const attempt = async (work: Work) => {
    opened ??= open();
    return work(opened);
  };
  const settle = (number: number, work: Work) => {
    attempt(work).then(
      (value) => tell({ number, value }),
      (error) => tell(packError(number, error)),
    );
  };
  port.postMessage(READY);
  port.on('message', (told: Told) => {
    // Later than what was settled by then is reported.
    if (told === END)
      void Promise.resolve(opened?.store.close()).finally(() => setImmediate(() => port.close()));
    else if ('orders' in told)
      for (const { number, order } of unpackOrders(told)) settle(number, ({ carry }) => carry(order));
    else settle(told.number, ({ store }) => call(store, told));
  });
}

async function call(store: Store, { part, method, args }: Call): Promise<unknown> {
  const methods = store[part] as unknown as Record<string, (...given: readonly unknown[]) => unknown>;
  return methods[method]?.(...args);
}

const { write: told } = (workerData ?? {}) as { write?: WriteThreadData };
if (parentPort && told) write(told, parentPort);
