import { setPriority } from 'node:os';
import { parentPort, type Worker, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { startWorker } from '../../assets/start-worker.ts';
import { unavailable } from '../../domain/problem.ts';
import { openSearchFile } from './search-file.ts';
import { SearchFollower } from './search-follower.ts';

/** Where a database and its search index are. */
export interface SearchPaths {
  readonly database: string;
  readonly index: string;
}

/** What to follow: all of one tenant's events, or a part of anybody's. */
interface Ask {
  readonly tenant?: number;
}

/** Answers come in the order of what was asked. */
type Answer = { readonly more: boolean } | { readonly failure: string };

interface Waiting {
  readonly resolve: (more: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

/** The other side of a thread that keeps a search index, so that no write waits for it. It starts when it is asked. */
export class SearchThread {
  readonly #paths: SearchPaths;
  #worker: Worker | undefined;
  #waiting: Waiting[] = [];
  #isClosing = false;

  constructor(paths: SearchPaths) {
    this.#paths = paths;
  }

  /**
   * Resolves when it is done, with whether more is left.
   *
   * @throws Problem unavailable when the index cannot be written.
   */
  follow(ask: Ask): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(ask);
    });
  }

  /** Ends it after what it is doing. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#isClosing = true;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage('end');
    await ended;
  }

  #start(): Worker {
    const worker = startWorker(new URL(import.meta.url), { workerData: { follow: this.#paths } });
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.shift();
      // Nobody waits for it then, and a store that nobody closes must not keep the process.
      if (this.#waiting.length === 0 && !this.#isClosing) worker.unref();
      if ('failure' in answer) waiting?.reject(unavailableBecause(answer.failure));
      else waiting?.resolve(answer.more);
    });
    worker.once('error', (error) => this.#ended(error));
    worker.once('exit', () => this.#ended(new Error('The thread of the search index ended.')));
    return worker;
  }

  #ended(cause: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(unavailableBecause(cause.message));
  }
}

function unavailableBecause(cause: string) {
  const problem = unavailable();
  problem.cause = new Error(cause);
  return problem;
}

/** The thread's side. */
function follow({ database, index }: SearchPaths, port: NonNullable<typeof parentPort>): void {
  // On Linux this is the thread's own: who waits for an answer goes before.
  if (process.platform === 'linux') setPriority(5);
  const source = new Database(database, { readonly: true, timeout: 5000 });
  let follower: SearchFollower | undefined;
  let entries: Database.Database | undefined;
  port.on('message', (ask: Ask | 'end') => {
    if (ask === 'end') {
      entries?.close();
      source.close();
      port.close();
      return;
    }
    try {
      entries ??= openSearchFile(index);
      follower ??= new SearchFollower(source, entries);
      const more = ask.tenant === undefined && follower.followSome();
      if (ask.tenant !== undefined) follower.followAll(ask.tenant);
      port.postMessage({ more } satisfies Answer);
    } catch (error) {
      port.postMessage({ failure: (error as Error).message } satisfies Answer);
    }
  });
}

const { follow: paths } = (workerData ?? {}) as { follow?: SearchPaths };
if (parentPort && paths) follow(paths, parentPort);
