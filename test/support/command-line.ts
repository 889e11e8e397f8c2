import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The built program, which users run. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface RunOptions {
  /** The working folder; the default database is created there. */
  readonly cwd: string;
  /** Its environment variables; PATH and NODE_COMPILE_CACHE are added. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node. */
  readonly nodeOptions?: readonly string[];
  /** The program to run, with its first arguments; default: the built program. */
  readonly program?: readonly string[];
}

export interface Ended {
  /** The exit code; null if a signal ended the program. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. */
export async function upsertd(args: readonly string[], options: RunOptions): Promise<Ended> {
  return new Running(args, options).end();
}

/** A running command line. It is killed at the end of the test if it still runs. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], options: RunOptions) {
    const { cwd, env = {}, nodeOptions = [], program = [process.execPath, ...nodeOptions, MAIN] } = options;
    const [command = '', ...before] = program;
    const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
    this.child = spawn(command, [...before, ...args], { cwd, env: { PATH, NODE_COMPILE_CACHE, ...env } });
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

  /** Waits for the first match in standard output; rejects if the program ends without one. */
  outputs(form: RegExp): Promise<RegExpExecArray> {
    return this.#waitFor('stdout', form);
  }

  /** Waits for the first match in standard error, which is the log. */
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

/** A running server, on a free port by default. */
export class Served extends Running {
  url = '';
  key = '';

  /** Resolves when it prints that it serves. */
  static async start(options: RunOptions, ...args: string[]): Promise<Served> {
    const port = options.env?.UPSERTD_PORT === undefined ? ['--port', '0'] : [];
    const served = new Served(['serve', ...port, ...args], options);
    served.url = (await served.outputs(/ at (https?:\S+)\/v2\n/))[1] ?? '';
    served.key = /Your sandbox key: (\S+)\n/.exec(served.stdout)?.[1] ?? '';
    return served;
  }

  /** Sends a request; default: with the key of the server. */
  fetch(path: string, { key = this.key, ...init }: RequestInit & { key?: string } = {}): Promise<Response> {
    const headers = { 'x-api-key': key, 'content-type': 'application/json', ...init.headers };
    return fetch(this.url + path, { ...init, headers });
  }

  /** Stores a customer. @returns the status of the response. */
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
