import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SharedEmails } from '../domain/email-uniqueness.ts';
import type { Store } from '../domain/store.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import { openWriterStore } from '../storage/sqlite/sqlite-store.ts';
import type { ResponseOptions } from '../writes/response-options.ts';
import { createWriteExecutor } from '../writes/write-executor.ts';
import type { ExecuteWrite } from '../writes/write-request.ts';
import {
  END,
  type FromWriter,
  packError,
  READY,
  type Result,
  type StoreCall,
  type ToWriter,
  unpackWriteBatch,
} from './messages.ts';

/** What the thread is told at its start. */
export interface WriterThreadData {
  readonly path: string;
  readonly sharedEmails: SharedEmails | undefined;
  readonly responseOptions: ResponseOptions;
}

export const WRITER_THREAD_URL = new URL(import.meta.url);

interface Opened {
  readonly store: Store;
  readonly executeWrite: ExecuteWrite;
}

type Work = (opened: Opened) => Promise<unknown>;

/** Carries out what it is told, and reports what was done together in one message. */
function runWriterThread({ path, sharedEmails, responseOptions }: WriterThreadData, port: MessagePort): void {
  let commits: SqliteCommit[] = [];
  let results: Result[] = [];
  const post = () => {
    port.postMessage({ commits, results } satisfies FromWriter);
    commits = [];
    results = [];
  };
  const report = (result: Result) => {
    // After all that is settled in this turn, because it is one commit that settles it.
    if (results.length === 0) process.nextTick(post);
    results.push(result);
  };
  const open = (): Opened => {
    const store = openWriterStore({ path, sharedEmails, onCommit: (commit) => commits.push(commit) });
    return { store, executeWrite: createWriteExecutor(store.customers, responseOptions) };
  };
  let opened: Opened | undefined;
  // Tried again for each, so that one that cannot open it is refused like one that cannot write to it.
  const attempt = async (work: Work) => {
    opened ??= open();
    return work(opened);
  };
  const settle = (number: number, work: Work) => {
    attempt(work).then(
      (value) => report({ number, value }),
      (error) => report(packError(number, error)),
    );
  };
  port.postMessage(READY);
  port.on('message', (message: ToWriter) => {
    // Later than what was settled by then is reported.
    if (message === END)
      void Promise.resolve(opened?.store.close()).finally(() => setImmediate(() => port.close()));
    else if ('requests' in message)
      for (const { number, request } of unpackWriteBatch(message))
        settle(number, ({ executeWrite }) => executeWrite(request));
    else settle(message.number, ({ store }) => call(store, message));
  });
}

async function call(store: Store, { part, method, args }: StoreCall): Promise<unknown> {
  const methods = store[part] as unknown as Record<string, (...given: readonly unknown[]) => unknown>;
  return methods[method]?.(...args);
}

const { write: data } = (workerData ?? {}) as { write?: WriterThreadData };
if (parentPort && data) runWriterThread(data, parentPort);
