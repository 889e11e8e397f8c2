import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeSecret } from '../../src/domain/keys/key-gate.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The folder, database and API key of a server that is started several times. */
export class ServerFixture {
  readonly #root = mkdtempSync(join(tmpdir(), 'upsertd-prove-'));
  /** Contains only the database. */
  readonly folder = join(this.#root, 'data');
  readonly database = join(this.folder, 'upsertd.db');
  readonly key = makeSecret('sandbox');
  /** Additional environment variables of the server. */
  env: Record<string, string> = {};

  constructor() {
    mkdirSync(this.folder);
  }

  /** Returns a path outside the data folder. */
  beside(name: string): string {
    return join(this.#root, name);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}

/** The built server, in a child process that can be killed at any time. */
export class Product {
  readonly url: string;
  readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  /** Resolves when the server is ready. @throws Error with the server's output if the server exits. */
  static async start(place: ServerFixture, ...args: string[]): Promise<Product> {
    const child = runProduct(place, 'serve', '--port', '0', '--log-level', 'silent', ...args);
    let said = '';
    for await (const line of createInterface(child.stdout)) {
      said += `${line}\n`;
      const url = / at (http:\S+)\/v2$/.exec(line)?.[1];
      if (!url) continue;
      child.stdout.resume();
      return new Product(child, url);
    }
    throw new Error(`The server did not start. ${said}`);
  }

  /** Kills the server with SIGKILL. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

/** Runs another command and waits until it exits. @returns its exit code. */
export async function runCommand(place: ServerFixture, ...args: string[]): Promise<number | null> {
  const child = runProduct(place, ...args);
  child.stdout.resume();
  await once(child, 'exit');
  return child.exitCode;
}

function runProduct({ database, key, env }: ServerFixture, ...args: string[]) {
  return spawn(process.execPath, [MAIN, ...args, '--database', `sqlite:${database}`], {
    env: { PATH: process.env.PATH ?? '', UPSERTD_SANDBOX_KEY: key, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
