import type { RequestListener } from 'node:http';
import type { ApiStore } from '../../../domain/store/store.ts';
import { revokeImportKey } from './import-key.ts';
import { type CurrentTask, performTask, type TaskStart } from './perform-task.ts';
import { readResult } from './task-result.ts';
import type { ImportSettings, ImportTask, TaskEnd, TaskProgress, TaskRunner } from './task-runner.ts';
import type { UploadedFile } from './uploaded-file.ts';
import { type UploadOptions, Uploads } from './uploads.ts';

/** The imports that a server offers in its console. */
export interface ConsoleImportOptions extends UploadOptions {
  readonly runTask: TaskRunner;
}

export interface ImportServiceOptions extends ConsoleImportOptions {
  readonly store: ApiStore;
  /** Returns the time in UNIX milliseconds. */
  readonly clock: () => number;
  /** Returns a new UUID of version 7. */
  readonly newId: () => string;
}

/** Runs the imports of the console, one task at a time. */
export class ImportService {
  readonly uploads: Uploads;
  readonly #options: ImportServiceOptions;
  #listener: RequestListener | undefined;
  #current: CurrentTask | undefined;
  #isClosed = false;

  constructor(options: ImportServiceOptions) {
    this.#options = options;
    this.uploads = new Uploads(options);
  }

  /** Revokes the keys of imports that a crash has ended. @param listener serves the API to the imports. */
  async start(listener: RequestListener): Promise<void> {
    this.#listener = listener;
    await this.uploads.open();
    for (const { id, task } of this.uploads.list()) {
      if (task !== undefined) {
        const end = { exitCode: null, output: undefined, messages: ['The server ended in the meantime.'] };
        await this.#save(id, readResult(task, end, { now: this.#options.clock(), isInterrupted: true }));
      }
      await this.#revokeKey(id);
    }
  }

  /** Stops the running task, and begins no further one. An import that stops can be resumed after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.uploads.close();
    this.#current?.stop();
    await this.#current?.ended;
  }

  /** The file whose task is running. */
  get busy(): UploadedFile | undefined {
    return this.#current && this.uploads.find(this.#current.id);
  }

  progressOf(id: string): TaskProgress | undefined {
    return this.#current?.id === id ? this.#current.progress : undefined;
  }

  /** Changes the settings of a file and plans its mapping again. @returns false if another task is running. */
  async configure(id: string, settings: ImportSettings, { thenDryRun = false } = {}): Promise<boolean> {
    if (this.#current) return false;
    const earlier = { dryRun: undefined, run: undefined, plan: undefined, planErrors: undefined };
    const start = { change: { settings, ...earlier } };
    return this.#begin(id, 'plan', start, () => {
      const planned = this.uploads.find(id);
      if (thenDryRun && planned?.plan?.problem === null) void this.begin(id, 'dry_run');
    });
  }

  /** Starts a task. @returns false if another task is running, there is no such file, or the imports are closed. */
  async begin(id: string, task: ImportTask, isResumed = false): Promise<boolean> {
    return this.#begin(id, task, { isResumed });
  }

  /** Lets the running requests of a task end, and then ends it. */
  cancel(id: string): void {
    if (this.#current?.id === id) this.#current.stop();
  }

  /** Waits for the end of the running task of a file, at most some milliseconds. */
  async waitFor(id: string, milliseconds: number): Promise<void> {
    const current = this.#current;
    if (current?.id !== id) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([current.ended, late]);
    clearTimeout(timer);
  }

  /** Removes a file with its outputs. @returns false if its task is running. */
  async remove(id: string): Promise<boolean> {
    if (this.#current?.id === id) return false;
    await this.#revokeKey(id);
    await this.uploads.remove(id);
    return true;
  }

  async #begin(id: string, task: ImportTask, start: TaskStart, onEnd = () => {}): Promise<boolean> {
    if (this.#isClosed || this.#current || !this.uploads.find(id)) return false;
    const current: CurrentTask = {
      id,
      task,
      progress: undefined,
      isStopped: false,
      ended: Promise.resolve(),
      stop: () => {
        current.isStopped = true;
      },
    };
    this.#current = current;
    current.ended = this.#run(current, start, onEnd);
    return true;
  }

  /** Runs a task to its end and stores the result. Never rejects. */
  async #run(current: CurrentTask, start: TaskStart, onEnd: () => void): Promise<void> {
    const { id, task } = current;
    const { clock, onError } = this.#options;
    const context = { ...this.#options, uploads: this.uploads, listener: this.#listener };
    const result = await performTask(context, current, start)
      .then((end) => readResult(task, end, { now: clock() }))
      .catch((error) => {
        onError('an import of the console failed', error);
        return readResult(task, FAILED, { now: clock() });
      });
    await this.#revokeKey(id);
    const saved = this.#save(id, result);
    // From now on pages show the result. The task that follows begins at once, so that no page sees the file without a task.
    this.#current = undefined;
    onEnd();
    await saved;
  }

  /** Changes a file. If the disk refuses the change, it is in memory only. Never rejects. */
  async #save(id: string, change: Partial<UploadedFile>): Promise<void> {
    await this.uploads
      .update(id, change)
      .catch((error) => this.#options.onError('the state of an import was not stored', error));
  }

  /** Revokes the key of a task. If that fails, the next task or the next start tries again. */
  async #revokeKey(id: string): Promise<void> {
    const { store, clock } = this.#options;
    const keyId = this.uploads.find(id)?.keyId;
    if (keyId === undefined) return;
    if (!(await revokeImportKey(store, keyId, clock()))) return;
    await this.#save(id, { keyId: undefined });
  }
}

const FAILED: TaskEnd = {
  exitCode: null,
  output: undefined,
  messages: ['The server could not run the import. Its log contains the reason.'],
};
