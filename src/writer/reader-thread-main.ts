import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { CustomerPage } from '../domain/store/store.ts';
import { serveRequests } from '../platform/serve-requests.ts';
import { ListReader, type ListRequest } from '../storage/sqlite/list/list-reader.ts';
import type { SearchPaths } from '../storage/sqlite/search/search-thread.ts';
import { renderCustomerPage } from '../writes/read-customer-page.ts';
import type { ResponseOptions } from '../writes/response-options.ts';
import { serializeError } from './messages.ts';

/** A message to the reader thread: reads a page, and renders its response if `isRendered` is set. */
export interface ToReader extends ListRequest {
  readonly isRendered: boolean;
}

/** What the reader thread reads: a page, or the body of its response. */
export type FromReader = CustomerPage | { readonly body: Uint8Array<ArrayBuffer> } | 'behind';

/** The data that the thread starts with. */
export interface ReaderThreadData {
  readonly paths: SearchPaths;
  readonly casing: ResponseOptions['casing'];
}

/** The shape of `workerData`. The module runs the reader thread only if this property exists. */
export interface ReaderWorkerData {
  readonly runReaderThread: ReaderThreadData;
}

export const READER_THREAD_URL = new URL(import.meta.url);

const encoder = new TextEncoder();

/** Opens the database at the first request; if that fails, the request fails and the next one tries again. */
function runReaderThread({ paths, casing }: ReaderThreadData, port: MessagePort): void {
  let reader: ListReader | undefined;
  serveRequests<ToReader, FromReader>(port, {
    handle: async (request) => {
      reader ??= new ListReader(paths);
      const page = reader.read(request);
      if (page === 'behind' || !request.isRendered) return page;
      const { body } = await renderCustomerPage(page, request.query, casing);
      return { body: encoder.encode(body) };
    },
    transfer: (response) =>
      typeof response === 'object' && 'body' in response ? [response.body.buffer] : [],
    serializeError,
    close: () => reader?.close(),
  });
}

const { runReaderThread: data } = (workerData ?? {}) as Partial<ReaderWorkerData>;
if (parentPort && data) runReaderThread(data, parentPort);
