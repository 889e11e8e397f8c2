import { hash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { CliError, usageError } from '../cli-error.ts';
import { DEFAULT_CONFIG_FILE } from '../config/environment.ts';
import { ProcessLock } from '../files/process-lock.ts';
import { refuseOverwrite } from '../import/progress/refuse-overwrite.ts';
import { REJECTED } from '../import/read/table.ts';
import { keyMode } from '../key-mode.ts';

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
  const mode = keyMode(apiKey) ?? 'none';
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

/** Prevents two runs of the same pull at the same time. @throws CliError if another run is active, or without a lock. */
export function lockPull(path: string): ProcessLock {
  const lock = new ProcessLock(path, 'run of this pull');
  if (lock.acquire()) return lock;
  throw new CliError(`${path} cannot be written; run the pull in a folder that you may write.`);
}
