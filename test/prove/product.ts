import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeSecret } from '../../src/domain/api-key.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Where one database is served again and again, and with which key. */
export class Place {
  readonly #root = mkdtempSync(join(tmpdir(), 'upsertd-prove-'));
  /** Holds the database and nothing else. */
  readonly folder = join(this.#root, 'data');
  readonly database = join(this.folder, 'upsertd.db');
  readonly key = makeSecret('sandbox');
  /** What the product finds in its environment, beside the key. */
  env: Record<string, string> = {};

  constructor() {
    mkdirSync(this.folder);
  }

  /** A path beside the data. */
  beside(name: string): string {
    return join(this.#root, name);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}

/** The built program, serving; a process that can be killed at any moment. */
export class Product {
  readonly url: string;
  readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  /** Resolves when it serves. @throws Error with what it said, when it ends instead. */
  static async start(place: Place, ...args: string[]): Promise<Product> {
    const child = runProduct(place, 'serve', '--port', '0', '--log-level', 'silent', ...args);
    let said = '';
    for await (const line of createInterface(child.stdout)) {
      said += `${line}\n`;
      const url = / at (http:\S+)\/v2$/.exec(line)?.[1];
      if (!url) continue;
      child.stdout.resume();
      return new Product(child, url);
    }
    throw new Error(`The product did not serve. ${said}`);
  }

  /** Ends it as `kill -9` does. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

/** Runs another command to its end. @returns its exit code. */
export async function runCommand(place: Place, ...args: string[]): Promise<number | null> {
  const child = runProduct(place, ...args);
  child.stdout.resume();
  await once(child, 'exit');
  return child.exitCode;
}

function runProduct({ database, key, env }: Place, ...args: string[]) {
  return spawn(process.execPath, [MAIN, ...args, '--database', `sqlite:${database}`], {
    env: { PATH: process.env.PATH ?? '', UPSERTD_SANDBOX_KEY: key, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
