import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SharedEmails } from '../domain/email-uniqueness.ts';
import type { Store, StoreWrites } from '../domain/store.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import { openWriterStore } from '../storage/sqlite/sqlite-store.ts';
import { runWrite } from '../writes/execute-write.ts';
import type { ResponseOptions } from '../writes/response-options.ts';
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

/** The data that the thread starts with. */
export interface WriterThreadData {
  readonly path: string;
  /** The identity of the file that the main thread serves. The thread opens no other file that takes its path. */
  readonly fileId: string | undefined;
  readonly sharedEmails: SharedEmails | undefined;
  readonly responseOptions: ResponseOptions;
}

/** The shape of `workerData`. The module runs the writer thread only if this property exists, because other threads import it too. */
export interface WriterWorkerData {
  readonly runWriterThread: WriterThreadData;
}

export const WRITER_THREAD_URL = new URL(import.meta.url);

/** Executes the writes of each message, and reports the writes of one commit in one message. */
function runWriterThread(data: WriterThreadData, port: MessagePort): void {
  const { path, fileId, sharedEmails, responseOptions } = data;
  let commits: SqliteCommit[] = [];
  let results: Result[] = [];
  const post = () => {
    port.postMessage({ commits, results } satisfies FromWriter);
    commits = [];
    results = [];
  };
  const report = (result: Result) => {
    // Posts at the end of the tick: one commit settles several writes in a tick, and one message reports all of them.
    if (results.length === 0) process.nextTick(post);
    results.push(result);
  };
  let store: Store | undefined;
  const settle = async (number: number, write: (store: Store) => Promise<unknown>) => {
    try {
      // Each write opens the database if it is not open. If that fails, the write fails like any failed write.
      store ??= openWriterStore({ path, fileId, sharedEmails, onCommit: (commit) => commits.push(commit) });
      report({ number, value: await write(store) });
    } catch (error) {
      report(packError(number, error));
    }
  };
  port.postMessage(READY);
  port.on('message', (message: ToWriter) => {
    if (message === END)
      // After the report of the writes that were settled before.
      void Promise.resolve(store?.close()).finally(() => setImmediate(() => port.close()));
    else if ('requests' in message)
      for (const { number, request } of unpackWriteBatch(message))
        void settle(number, (opened) => runWrite(opened, request, responseOptions));
    else void settle(message.number, (opened) => call(opened, message));
  });
}

/** Calls the method that a message names; the type of the message has only methods of `StoreWrites`. */
function call(store: StoreWrites, { part, method, args }: StoreCall): Promise<unknown> {
  const write = store[part][method as never] as (...args: readonly unknown[]) => Promise<unknown>;
  return write(...args);
}

const { runWriterThread: data } = (workerData ?? {}) as Partial<WriterWorkerData>;
if (parentPort && data) runWriterThread(data, parentPort);
