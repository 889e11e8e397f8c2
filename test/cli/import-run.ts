import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll } from 'vitest';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of the compiled modules, so that not every process compiles the same ones. */
const { NODE_COMPILE_CACHE = '' } = process.env;

/** Starts `upsertd import` as a process whose environment contains only that folder, the key and the given variables. */
export function startImport(
  args: readonly string[],
  key?: string,
  env: Readonly<Record<string, string>> = {},
  { cwd, input }: { readonly cwd?: string; readonly input?: string } = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, 'import', ...args], {
    env: { NODE_COMPILE_CACHE, ...env, ...(key !== undefined && { UPSERTD_API_KEY: key }) },
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A process that ends before it has read its input is no error.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Ended> {
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

export function runImport(args: readonly string[], key?: string): Promise<Ended> {
  return startImport(args, key).ended;
}

/** Runs a command that an import printed in a shell. */
export async function runInShell(command: string, key: string): Promise<Ended> {
  const typed = `"${process.execPath}" "${MAIN}" ${command}`;
  const child = spawn('/bin/sh', ['-c', typed], {
    env: { NODE_COMPILE_CACHE, UPSERTD_API_KEY: key },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return endOf(child);
}

/** A folder for the files of one test file. It is deleted after the tests. */
export class Folder {
  readonly #path = mkdtempSync(join(tmpdir(), 'upsertd-import-'));

  constructor() {
    afterAll(() => rmSync(this.#path, { recursive: true }));
  }

  path(name: string): string {
    return join(this.#path, name);
  }

  /** Writes a file. @returns its path. */
  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }
}

export const HEADER =
  'Index,Customer Id,First Name,Last Name,Company,City,Country,Phone 1,Phone 2,Email,Subscription Date,Website';

/** A customer in the export of a CRM. */
export interface Exported {
  readonly id: string;
  readonly first?: string;
  readonly last?: string;
  readonly company?: string;
  readonly city?: string;
  readonly country?: string;
  readonly phone?: string;
  readonly email?: string;
}

export function csvOf(customers: readonly Exported[], lineEnd = '\n'): string {
  const rows = customers.map((customer, index) => {
    const { id, first = 'Kari', last = 'Berg', company = 'Berg AS', city = 'Oslo' } = customer;
    const { country = 'Norway', phone = '043-797-5229', email = `${id}@example.com` } = customer;
    const cells = [index + 1, id, first, last, company, city, country, phone, '', email, '26-08-2020', ''];
    return cells
      .map((cell) => (/[",\r\n]/.test(`${cell}`) ? `"${`${cell}`.replaceAll('"', '""')}"` : cell))
      .join();
  });
  return [HEADER, ...rows, ''].join(lineEnd);
}

/** The options that map the columns of such an export. */
export const MAPS = ['--map', 'external_id=Customer Id', '--map', 'name={First Name} {Last Name}'];
