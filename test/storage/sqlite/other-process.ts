import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A process that opens a store and executes commands; see `other-process-main.ts`. */
export class OtherProcess {
  readonly #child;
  readonly #lines;

  constructor(url: string, { serving = false } = {}) {
    const main = fileURLToPath(new URL('other-process-main.ts', import.meta.url));
    this.#child = spawn(process.execPath, [main, url, serving ? 'serving' : 'beside'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
    onTestFinished(() => this.kill());
  }

  /** Reads the next line of its output. */
  async read(): Promise<string> {
    return (await this.#lines.next()).value ?? '';
  }

  /** Writes a line to its input. */
  write(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Kills it without a chance to clean up, like a power cut. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
