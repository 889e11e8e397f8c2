import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { answerAsks, Thread } from '../thread.ts';
import { openSearchFile } from './search-file.ts';
import { SearchIndexer } from './search-indexer.ts';

/** Where a database and its search index are. */
export interface SearchPaths {
  readonly database: string;
  readonly index: string;
}

/** What to follow: all of one tenant's events, or a part of anybody's. */
interface Ask {
  readonly tenant?: number;
}

/** Whether there is more to follow. */
type Answer = boolean;

/** The thread that keeps a search index. */
export function searchThread(paths: SearchPaths): Thread<Ask, Answer> {
  return new Thread(new URL(import.meta.url), { follow: paths });
}

/** The thread's side. */
function follow({ database, index }: SearchPaths, port: MessagePort): void {
  // On Linux this is the thread's own: who waits for an answer goes before.
  if (process.platform === 'linux') setPriority(5);
  const source = new Database(database, { readonly: true, timeout: 5000 });
  let entries: Database.Database | undefined;
  let follower: SearchIndexer | undefined;
  const answer = ({ tenant }: Ask): Answer => {
    entries ??= openSearchFile(index);
    follower ??= new SearchIndexer(source, entries);
    if (tenant === undefined) return follower.indexSome();
    follower.indexPending(tenant);
    return false;
  };
  answerAsks(port, answer, () => {
    entries?.close();
    source.close();
  });
}

const { follow: paths } = (workerData ?? {}) as { follow?: SearchPaths };
if (parentPort && paths) follow(paths, parentPort);
