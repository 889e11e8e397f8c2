import { hash } from 'node:crypto';
import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { CliError, usageError } from '../cli-error.ts';
import { DEFAULT_CONFIG_FILE } from '../config/environment.ts';
import { refuseOverwrite } from '../import/progress/refuse-overwrite.ts';
import { REJECTED } from '../import/read/table.ts';

/** The files of a pull in the working folder. */
export interface PullFiles {
  readonly state: string;
  readonly lock: string;
  readonly rejects: string;
  readonly comparison: string;
}

export interface PullFilesOptions {
  readonly source: string;
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly rejects: string | undefined;
  /** The value of --state. */
  readonly state: string | undefined;
  readonly config: string | undefined;
  /** The connector that the command names. */
  readonly connector: string;
}

/** Names the files. Each target has its own. @throws CliError if --rejects names another file of the command. */
export function pullFiles({
  source,
  url,
  apiKey,
  rejects,
  state,
  config,
  connector,
}: PullFilesOptions): PullFiles {
  const mode = /^rk_([a-z]+)_/.exec(apiKey ?? '')?.[1] ?? 'none';
  const target = hash('sha256', url, 'hex').slice(0, 6);
  const base = `${source.toLowerCase()}.${mode}-${target}.pull`;
  const files: PullFiles = {
    state: `${base}.json`,
    lock: `${base}.lock`,
    rejects: rejects ?? `${base}.rejected.ndjson`,
    comparison: `${base}.compare.csv`,
  };
  refuseOverwrite(files.rejects, [
    { path: files.state, description: 'the file of refused rows' },
    { path: files.lock, description: 'the lock file' },
    { path: connector, description: 'the connector' },
    ...(state === undefined ? [] : [{ path: state, description: 'the file of --state' }]),
    { path: config ?? DEFAULT_CONFIG_FILE, description: 'the configuration file' },
  ]);
  refuseForeign(files.rejects);
  return files;
}

/** A pull replaces and removes the file of its rejected rows, but no file of another program. */
function refuseForeign(rejects: string): void {
  if (!lstatSync(rejects, { throwIfNoEntry: false })?.isFile()) return;
  const content = readFileSync(rejects, 'utf8');
  if (content === '' || content.startsWith(`{"${REJECTED.line}":`)) return;
  throw usageError(
    `${rejects} exists and contains something else than rejected rows; name another file with --rejects.`,
  );
}

/** Prevents two runs of the same pull at the same time. */
export class PullLock {
  readonly #path: string;

  /** @throws CliError if another process holds the lock. */
  constructor(path: string) {
    this.#path = path;
    if (this.#create()) return;
    const owner = readOwner(path);
    if (owner && isRunning(owner))
      throw new CliError(
        `Another run of this pull is active (process ${owner.pid} on ${owner.host}). Wait until it ends; if it has ended, delete ${path}.`,
      );
    rmSync(path, { force: true });
    if (!this.#create()) throw new CliError('Another run of this pull has just started. Wait until it ends.');
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }

  #create(): boolean {
    try {
      writeFileSync(this.#path, JSON.stringify({ pid: process.pid, host: hostname() }), {
        flag: 'wx',
        mode: 0o600,
      });
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      throw new CliError(
        `${this.#path} cannot be written (${code}); run the pull in a folder that you may write.`,
      );
    }
  }
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A process of another machine counts as running, because it cannot be checked. */
function isRunning({ pid, host }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
