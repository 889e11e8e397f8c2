import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { CliError } from '../../cli-error.ts';

/** Prevents two imports of one file at the same time, because both would write the same progress file and rejected rows. */
export class ImportLock {
  readonly #path: string;
  #isHeld = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws CliError if another import of the file is running. */
  acquire(): void {
    if (this.#create()) return;
    const owner = this.#owner();
    if (owner && isRunning(owner)) {
      throw new CliError(
        `Another import of this file is running (process ${owner.pid} on ${owner.host}). Wait until it has ended. If it is no longer running, delete ${this.#path}.`,
      );
    }
    // The process that created the lock was killed.
    rmSync(this.#path, { force: true });
    if (!this.#create())
      throw new CliError('Another import of this file has just started. Wait until it has ended.');
  }

  release(): void {
    if (this.#isHeld) rmSync(this.#path, { force: true });
    this.#isHeld = false;
  }

  /** @returns false if the file exists. In a folder that cannot be written the import runs without a lock. */
  #create(): boolean {
    try {
      writeFileSync(this.#path, JSON.stringify({ pid: process.pid, host: hostname() }), {
        flag: 'wx',
        mode: 0o600,
      });
      this.#isHeld = true;
      return true;
    } catch (error) {
      return (error as { code?: string }).code !== 'EEXIST';
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

function isRunning({ pid, host }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    // In a container, each start can have the same process id.
    return pid !== process.pid;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

export function lockPath(base: string): string {
  return `${base}.import.lock`;
}
