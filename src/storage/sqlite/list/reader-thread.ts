import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Problem, type ProblemData, unavailable } from '../../../domain/problem.ts';
import type { CustomerListQuery, CustomerPage } from '../../../domain/store.ts';
import { serveRequests } from '../../../platform/serve-requests.ts';
import { WorkerClient, type WorkerFailure } from '../../../platform/worker-client.ts';
import type { SerializedError } from '../../../platform/worker-messages.ts';
import { toStoreError } from '../errors.ts';
import { SearchReader } from '../search/search-reader.ts';
import type { SearchPaths } from '../search/search-thread.ts';
import type { TenantScope } from '../tenants.ts';

export interface ListRequest {
  readonly scope: TenantScope;
  readonly query: CustomerListQuery;
  /** Whether the page is read although the search index lacks changes of the tenant. */
  readonly mayBeBehind: boolean;
}

/** A page, the Problem of its query, or that the search index lacks changes. */
export type PageResult = { readonly page: CustomerPage } | { readonly problem: ProblemData } | 'behind';

interface ThreadData {
  readonly listReader: SearchPaths;
}

/** Starts the thread that reads the lists whose filters can take long, so that no other request waits for them. */
export function readerThread(paths: SearchPaths): WorkerClient<ListRequest, PageResult> {
  const workerData: ThreadData = { listReader: paths };
  return new WorkerClient({ module: new URL(import.meta.url), workerData, toError });
}

/** An error that is no Problem, such as that of a damaged page, cannot pass by a retry. */
function toError(cause: SerializedError, failure: WorkerFailure): unknown {
  if (failure !== 'thrown') return unavailable(cause);
  return Object.assign(new Error(cause.message), { code: cause.code });
}

/** Runs in the thread. */
function runReader(paths: SearchPaths, port: MessagePort): void {
  let reader: SearchReader | undefined;
  serveRequests<ListRequest, PageResult>(port, {
    handle: ({ scope, query, mayBeBehind }) => {
      try {
        reader ??= new SearchReader(paths);
        if (!mayBeBehind && reader.isBehind(scope)) return 'behind';
        return { page: reader.list.page(scope, query) };
      } catch (error) {
        const known = toStoreError(error);
        // The details of an error of the database cross to the main thread only as a Problem.
        if (known instanceof Problem) return { problem: known.toJSON() };
        throw known;
      }
    },
    close: () => reader?.close(),
  });
}

const { listReader } = (workerData ?? {}) as Partial<ThreadData>;
if (parentPort && listReader) runReader(listReader, parentPort);
