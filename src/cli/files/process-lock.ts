import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { CliError } from '../cli-error.ts';

/** A lock file with the process that holds it. It prevents a command from running twice with the same files. */
export class ProcessLock {
  readonly #path: string;
  readonly #run: string;
  #isHeld = false;

  /** @param run the run that may exist only once, for messages: `import of this file`. */
  constructor(path: string, run: string) {
    this.#path = path;
    this.#run = run;
  }

  /**
   * Creates the lock file. It replaces the lock of a process that was killed.
   *
   * @returns false if the folder cannot be written, so that there is no lock.
   * @throws CliError if another process holds the lock.
   */
  acquire(): boolean {
    const first = this.#create();
    if (first !== 'exists') return first === 'created';
    const owner = this.#owner();
    if (owner && isRunning(owner)) {
      throw new CliError(
        `Another ${this.#run} is running (process ${owner.pid} on ${owner.host}). Wait until it has ended. If it is no longer running, delete ${this.#path}.`,
      );
    }
    rmSync(this.#path, { force: true });
    const second = this.#create();
    if (second === 'exists')
      throw new CliError(`Another ${this.#run} has just started. Wait until it has ended.`);
    return second === 'created';
  }

  release(): void {
    if (this.#isHeld) rmSync(this.#path, { force: true });
    this.#isHeld = false;
  }

  #create(): 'created' | 'exists' | 'refused' {
    try {
      writeFileSync(this.#path, JSON.stringify({ pid: process.pid, host: hostname() }), {
        flag: 'wx',
        mode: 0o600,
      });
      this.#isHeld = true;
      return 'created';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'exists' : 'refused';
    }
  }

  #owner(): Owner | undefined {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch {
      return undefined;
    }
  }
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/** A process of another machine counts as running, because it cannot be checked. */
function isRunning({ pid, host }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    // In a container, each start can have the same process id.
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
