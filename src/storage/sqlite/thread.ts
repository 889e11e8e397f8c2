import type { MessagePort, Worker } from 'node:worker_threads';
import { startWorker } from '../../assets/start-worker.ts';
import { unavailable } from '../../domain/problem.ts';

/** Answers come in the order of what was asked. */
type Answered<Answer> = { readonly answer: Answer } | { readonly failure: Failure };

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
  #waiting: Waiting<Answer>[] = [];
  #isClosing = false;

  /**
   * @param module what runs in the thread; it calls `answerAsks`.
   * @param workerData what it is told at its start.
   */
  constructor(module: URL, workerData: unknown) {
    this.#start = () => startWorker(module, { workerData });
  }

  /** @throws Problem unavailable when the thread cannot do it, with the reason as its cause. */
  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker ??= this.#listenTo(this.#start());
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
    worker.postMessage(END);
    await ended;
  }

  #listenTo(worker: Worker): Worker {
    worker.on('message', (answered: Answered<Answer>) => {
      const waiting = this.#waiting.shift();
      // Nobody waits for it then, and a store that nobody closes must not keep the process.
      if (this.#waiting.length === 0 && !this.#isClosing) worker.unref();
      if ('failure' in answered) waiting?.reject(unavailableBecause(answered.failure));
      else waiting?.resolve(answered.answer);
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
    for (const { reject } of this.#waiting.splice(0)) reject(unavailableBecause(cause));
  }
}

function unavailableBecause({ message, code }: Failure) {
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
  port.on('message', (ask: Ask | typeof END) => {
    if (ask === END) {
      end();
      port.close();
      return;
    }
    try {
      port.postMessage({ answer: answer(ask as Ask) } satisfies Answered<Answer>);
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      port.postMessage({ failure: { message, code } } satisfies Answered<Answer>);
    }
  });
}
