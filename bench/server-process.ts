import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The request that shows that a server is ready. */
export interface FirstRequest extends RequestInit {
  readonly path: string;
}

/** A server in a child process. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /**
   * Starts a server and repeats the request until the server responds.
   *
   * @param command program and arguments; `--port` and a free port are added.
   * @returns the server, and the milliseconds from its start to the end of its first response.
   * @throws Error if the server exits first, or if the status is not 2xx.
   */
  static async start(
    command: readonly string[],
    { path, ...init }: FirstRequest,
    env: Readonly<Record<string, string>> = {},
  ) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const began = performance.now();
    const [program = '', ...words] = command;
    const child = spawn(program, [...words, '--port', `${port}`], {
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
    const server = new ServerProcess(url, child);
    for (;;) {
      const response = await fetch(url + path, init).catch(() => undefined);
      await response?.text();
      if (response?.ok) return { server, milliseconds: performance.now() - began };
      if (response || child.exitCode !== null) {
        await server.stop();
        throw new Error(`${command.join(' ')}: ${response?.status ?? 'the process exited'}`);
      }
      await sleep(2);
    }
  }

  /** Resident memory in MiB, as Linux reports it. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  }

  /** Processor time of all threads since the start, in seconds, as Linux reports it in ticks of 10 ms (proc(5)). */
  processorTime(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may contain spaces.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
