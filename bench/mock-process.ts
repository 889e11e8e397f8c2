import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A mock in a process of its own, from its start on. */
export class MockProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /**
   * Starts it and asks until it answers.
   *
   * @returns it, and the milliseconds from its start to the end of its first answer.
   * @throws Error when it ends before, or answers with anything but a success.
   */
  static async start(command: readonly string[], path: string, init: RequestInit) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const began = performance.now();
    const child = spawn(process.execPath, [...command, '--port', `${port}`], { stdio: 'ignore' });
    const mock = new MockProcess(url, child);
    for (;;) {
      const response = await fetch(url + path, init).catch(() => undefined);
      await response?.text();
      if (response?.ok) return { mock, milliseconds: performance.now() - began };
      if (response || child.exitCode !== null) {
        await mock.stop();
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
    if (this.#child.exitCode !== null) return;
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
