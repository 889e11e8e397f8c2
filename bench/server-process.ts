import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is asked of a server to see that it answers. */
export interface FirstRequest extends RequestInit {
  readonly path: string;
}

/** A server in a process of its own, from its start on. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /**
   * Starts it and asks until it answers.
   *
   * @param command the program and its words; `--port` and a free one are added.
   * @returns it, and the milliseconds from its start to the end of its first answer.
   * @throws Error when it ends before, or answers with anything but a success.
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
        throw new Error(`${command.join(' ')}: ${response?.status ?? 'it ended'}`);
      }
      await sleep(2);
    }
  }

  /** Resident memory in MiB, as Linux tells it. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
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
