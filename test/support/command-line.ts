import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** What a user runs: the program as it was built. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface RunOptions {
  /** Where it runs; its database is made there unless another one is named. */
  readonly cwd: string;
  /** What it finds in the environment, beside the search path. */
  readonly env?: Readonly<Record<string, string>>;
  /** For Node itself. */
  readonly nodeOptions?: readonly string[];
  /** What is run: the program as it was built, unless it is another one, with the words that come before its own. */
  readonly program?: readonly string[];
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. */
export async function upsertd(args: readonly string[], options: RunOptions): Promise<Ended> {
  return new Running(args, options).end();
}

/** The command line while it runs; it is killed when the test ends, should it still be there. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], options: RunOptions) {
    const { cwd, env = {}, nodeOptions = [], program = [process.execPath, ...nodeOptions, MAIN] } = options;
    const [command = '', ...before] = program;
    const { PATH = '' } = process.env;
    this.child = spawn(command, [...before, ...args], { cwd, env: { PATH, ...env } });
    this.child.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    this.#closed = once(this.child, 'close');
    onTestFinished(() => {
      this.child.kill('SIGKILL');
    });
  }

  /** The first match in standard output; fails when the program ends without one. */
  outputs(form: RegExp): Promise<RegExpExecArray> {
    return this.#waitFor('stdout', form);
  }

  /** The same in the log. */
  logs(form: RegExp): Promise<RegExpExecArray> {
    return this.#waitFor('stderr', form);
  }

  async #waitFor(stream: 'stdout' | 'stderr', form: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = form.exec(this[stream]);
      if (found) return found;
      const ended = await Promise.race([once(this.child[stream], 'data').then(() => false), this.#closed]);
      if (ended && !form.test(this[stream])) throw new Error(`It ended with: ${this.stdout}${this.stderr}`);
    }
  }

  async end(): Promise<Ended> {
    await this.#closed;
    return { code: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}

/** A served database, on a free port unless the environment names one. */
export class Served extends Running {
  url = '';
  key = '';

  /** Resolves when it says that it serves. */
  static async start(options: RunOptions, ...args: string[]): Promise<Served> {
    const port = options.env?.UPSERTD_PORT === undefined ? ['--port', '0'] : [];
    const served = new Served(['serve', ...port, ...args], options);
    served.url = (await served.outputs(/ at (https?:\S+)\/v2\n/))[1] ?? '';
    served.key = /Your sandbox key: (\S+)\n/.exec(served.stdout)?.[1] ?? '';
    return served;
  }

  /** Asks it, with its key unless another one is given. */
  fetch(path: string, { key = this.key, ...init }: RequestInit & { key?: string } = {}): Promise<Response> {
    const headers = { 'x-api-key': key, 'content-type': 'application/json', ...init.headers };
    return fetch(this.url + path, { ...init, headers });
  }

  /** Stores a customer and says with which status. */
  async put(externalId: string, more: { key?: string; body?: object } = {}): Promise<number> {
    const { key = this.key, body = {} } = more;
    const response = await this.fetch(`/v2/customers/external/practicehub/${externalId}`, {
      key,
      method: 'PUT',
      body: JSON.stringify({ email: `${externalId}@example.com`, ...body }),
    });
    await response.text();
    return response.status;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.end();
  }
}
