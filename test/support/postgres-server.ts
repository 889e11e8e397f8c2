import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries, serverUser } from './postgres-binaries.ts';

export interface PostgresOptions {
  /** Additional settings of the server: `{ fsync: 'on' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A program that runs the server, with its first arguments, for a given folder. */
  readonly through?: (folder: string) => readonly string[];
}

/** Fast settings. Only a crash of the machine can lose data, and it would end the test as well. */
const SETTINGS = {
  listen_addresses: '',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_connections: '300',
};

/** A locale with letters beyond ASCII. */
const LOCALE = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';

/** A private PostgreSQL server in its own folder, with a socket there. */
export class PostgresServer {
  readonly folder: string;
  readonly #binaries: string;
  readonly #settings: Readonly<Record<string, string>>;
  #through: readonly string[] = [];
  #process: ChildProcess | undefined;

  private constructor(folder: string, binaries: string, settings: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#binaries = binaries;
    this.#settings = settings;
  }

  static async start({ settings = {}, through }: PostgresOptions = {}): Promise<PostgresServer> {
    const folder = makeFolder();
    const server = new PostgresServer(folder, await findBinaries(), { ...SETTINGS, ...settings });
    const how = ['--auth=trust', '--username=upsertd', '--encoding=UTF8', `--locale=${LOCALE}`, '--no-sync'];
    server.#through = through?.(folder) ?? [];
    server.run('initdb', ['--pgdata', server.data, ...how]);
    await server.resume();
    return server;
  }

  /** Starts a standby of this server, which replicates its writes until it is promoted. */
  async replicate(): Promise<PostgresServer> {
    const folder = makeFolder();
    const standby = new PostgresServer(folder, this.#binaries, { ...SETTINGS });
    const how = ['--write-recovery-conf', '--checkpoint=fast', '--wal-method=stream', '--no-sync'];
    standby.run('pg_basebackup', ['--pgdata', standby.data, ...how, '--dbname', this.url()]);
    await standby.resume();
    return standby;
  }

  /** The process of the server itself. */
  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  url(database = 'postgres'): string {
    return `postgres://upsertd@localhost/${database}?host=${encodeURIComponent(this.folder)}`;
  }

  /** Runs one of PostgreSQL's programs to its end. */
  run(program: string, args: readonly string[]): string {
    return execFileSync(join(this.#binaries, program), args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...serverUser(),
    });
  }

  /** Starts the server again after a stop. Resolves when it accepts connections. */
  async resume(): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    const settings = Object.entries(this.#settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', this.data, '-k', this.folder, ...settings];
    const [program = '', ...words] = [...this.#through, join(this.#binaries, 'postgres'), ...args];
    const child = spawn(program, words, {
      cwd: this.folder,
      stdio: ['ignore', log, log],
      ...(this.#through.length === 0 && serverUser()),
    });
    this.#process = child;
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(readFileSync(join(this.folder, 'log'), 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Stops the server. @param how SIGINT disconnects clients first; SIGQUIT is like a crash. */
  async stop(how: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(how);
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.stop('SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url() });
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end();
    }
  }
}

/** Creates an empty folder that belongs to the user of the server. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upsertd-pg-'));
  const user = serverUser();
  if (user) chownSync(folder, user.uid, user.gid);
  return folder;
}
