import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { unavailable } from '../../../domain/problem.ts';
import { serveRequests } from '../../../platform/serve-requests.ts';
import { WorkerClient } from '../../../platform/worker-client.ts';
import { openAgain, type ServedFile, servedFile } from '../open/open-again.ts';
import { sidecarPath } from '../open/paths.ts';
import { openSearchFile } from './search-file.ts';
import { SearchIndexer } from './search-indexer.ts';

/** A database file and the path of its search index. */
export interface SearchPaths {
  readonly database: ServedFile;
  readonly index: string;
}

/** @param path of a database file that this process has just opened. */
export function searchPaths(path: string): SearchPaths {
  return { database: servedFile(path), index: sidecarPath(path, '-search') };
}

/** Indexes all pending events of one tenant, or some of any tenant. */
interface IndexRequest {
  readonly tenant?: number;
}

/** Whether more events are pending. */
type HasMore = boolean;

interface ThreadData {
  readonly searchIndexer: SearchPaths;
}

/** Starts the thread that updates a search index. */
export function searchThread(paths: SearchPaths): WorkerClient<IndexRequest, HasMore> {
  const workerData: ThreadData = { searchIndexer: paths };
  return new WorkerClient({ module: new URL(import.meta.url), workerData, toError: unavailable });
}

/** Runs in the thread. */
function runIndexer({ database, index }: SearchPaths, port: MessagePort): void {
  // On Linux this is the priority of the thread: the threads that serve requests run first.
  if (process.platform === 'linux') setPriority(5);
  const source = openAgain(database, { readonly: true, timeout: 5000 });
  let indexDatabase: Database.Database | undefined;
  let indexer: SearchIndexer | undefined;
  const handle = async ({ tenant }: IndexRequest): Promise<HasMore> => {
    indexDatabase ??= openSearchFile(index);
    indexer ??= new SearchIndexer(source, indexDatabase);
    if (tenant === undefined) return indexer.indexSome();
    const count = indexer.eventCount(tenant);
    // One step in each turn of the event loop, so that the steps of several tenants alternate.
    while (indexer.indexStep(tenant, count)) await new Promise(setImmediate);
    return false;
  };
  serveRequests<IndexRequest, HasMore>(port, {
    handle,
    close: () => {
      indexDatabase?.close();
      source.close();
    },
  });
}

const { searchIndexer } = (workerData ?? {}) as Partial<ThreadData>;
if (parentPort && searchIndexer) runIndexer(searchIndexer, parentPort);
