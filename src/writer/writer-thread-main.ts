import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SharedEmails } from '../domain/email.ts';
import type { Store, StoreWrites } from '../domain/store/store.ts';
import { serveRequests } from '../platform/serve-requests.ts';
import type { SqliteCommit } from '../storage/sqlite/commit-group.ts';
import { openWriterStore } from '../storage/sqlite/sqlite-store.ts';
import { runWrite } from '../writes/execute-write.ts';
import type { ResponseOptions } from '../writes/response-options.ts';
import type { WriteRequest } from '../writes/write-request.ts';
import { type StoreCall, serializeError, type ToWriter } from './messages.ts';

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

/** Executes the writes of each message, and reports each commit before its writes. */
function runWriterThread(data: WriterThreadData, port: MessagePort): void {
  const { path, fileId, sharedEmails, responseOptions } = data;
  let store: Store | undefined;
  // Each write opens the database if it is not open. If that fails, the write fails like any failed write.
  const open = () => {
    store ??= openWriterStore({ path, fileId, sharedEmails, onCommit });
    return store;
  };
  const onCommit = serveRequests<ToWriter, unknown, SqliteCommit>(port, {
    handleEach: (message) =>
      'requests' in message
        ? (JSON.parse(message.requests) as WriteRequest[]).map(async (request) =>
            runWrite(open(), request, responseOptions),
          )
        : [(async () => call(open(), message))()],
    serializeError,
    close: () => store?.close(),
  });
}

/** Calls the method that a message names; the type of the message has only methods of `StoreWrites`. */
function call(store: StoreWrites, { part, method, args }: StoreCall): Promise<unknown> {
  const write = store[part][method as never] as (...args: readonly unknown[]) => Promise<unknown>;
  return write(...args);
}

const { runWriterThread: data } = (workerData ?? {}) as Partial<WriterWorkerData>;
if (parentPort && data) runWriterThread(data, parentPort);
