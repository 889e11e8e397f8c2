import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A process of its own that opens a store; see `other-process-main.ts`. */
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

  /** What it says next. */
  async hear(): Promise<string> {
    return (await this.#lines.next()).value ?? '';
  }

  /** Lets it go on. */
  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Ends it as a power cut would, without a chance to tidy up. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
