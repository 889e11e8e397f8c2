import type { MessagePort, Worker } from 'node:worker_threads';
import { type Problem, unavailable } from '../../domain/problem.ts';
import { startWorker } from '../../platform/start-worker.ts';

/** The id ties a response to its request, whatever happened to the requests before it. */
interface Request<Ask> {
  readonly id: number;
  readonly ask: Ask;
}

type Response<Answer> = { readonly id: number } & (
  | { readonly answer: Answer }
  | { readonly failure: Failure }
);

/** As much of an error as goes from thread to thread. */
type Failure = Pick<NodeJS.ErrnoException, 'message' | 'code'>;

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

const END = 'end';

/**
 * Work that is done in a thread of its own, so that no request waits for it. It starts when it is first asked, and again
 * when it has failed.
 */
export class Thread<Ask, Answer> {
  readonly #start: () => Worker;
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #lastId = 0;
  #isClosing = false;

  /**
   * @param module what runs in the thread; it calls `answerAsks`.
   * @param workerData what it is told at its start.
   */
  constructor(module: URL, workerData: unknown) {
    this.#start = () => startWorker(module, { workerData });
  }

  /** @throws Problem unavailable when the thread cannot start, cannot do it or is closed; its cause has the reason. */
  async ask(ask: Ask): Promise<Answer> {
    const id = ++this.#lastId;
    try {
      this.#send({ id, ask });
    } catch (error) {
      throw unavailableBecause(error as Error);
    }
    // A request waits only once it was sent: one that was not sent gets no response.
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** Ends it after what it is doing. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage(END);
    await ended;
  }

  #send(request: Request<Ask>): void {
    if (this.#isClosing) throw new Error('The thread is closed.');
    this.#worker ??= this.#listenTo(this.#start());
    this.#worker.postMessage(request);
    this.#worker.ref();
  }

  #listenTo(worker: Worker): Worker {
    // A store that is not closed must not keep the process, so only a request that waits does.
    worker.unref();
    worker.on('message', (response: Response<Answer>) => {
      const waiting = this.#waiting.get(response.id);
      this.#waiting.delete(response.id);
      if (this.#waiting.size === 0 && !this.#isClosing) worker.unref();
      if ('failure' in response) waiting?.reject(unavailableBecause(response.failure));
      else waiting?.resolve(response.answer);
    });
    let cause: Failure = new Error('The thread ended.');
    worker.once('error', (error: Error) => {
      cause = error;
    });
    // It follows an error, and only now another thread may be started.
    worker.once('exit', () => this.#ended(cause));
    return worker;
  }

  #ended(cause: Failure): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(unavailableBecause(cause));
    this.#waiting.clear();
  }
}

/** Makes a refusal that may pass out of an error of a thread. */
export function unavailableBecause({ message, code }: Failure): Problem {
  const problem = unavailable();
  problem.cause = Object.assign(new Error(message), code !== undefined && { code });
  return problem;
}

/**
 * The thread's side: answers what it is asked until it is to end.
 *
 * @param end gives back what it holds.
 */
export function answerAsks<Ask, Answer>(
  port: MessagePort,
  answer: (ask: Ask) => Answer,
  end: () => void,
): void {
  port.on('message', (request: Request<Ask> | typeof END) => {
    if (request === END) {
      end();
      port.close();
      return;
    }
    const { id, ask } = request;
    try {
      port.postMessage({ id, answer: answer(ask) } satisfies Response<Answer>);
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      port.postMessage({ id, failure: { message, code } } satisfies Response<Answer>);
    }
  });
}
