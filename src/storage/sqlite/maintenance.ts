import { copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Maintenance } from '../../domain/maintenance.ts';
import { UnusableStore } from '../../domain/unusable-store.ts';
import { makeDurableFile } from './durable-file.ts';
import { examineFile } from './examine.ts';
import { openExisting } from './open-existing.ts';
import { claimServing } from './serve-lock.ts';
import { unusableFile } from './unusable-file.ts';

/** What SQLite keeps beside a database in WAL mode. */
const COMPANIONS = ['-wal', '-shm'];

export function sqliteMaintenance(path: string): Maintenance {
  return {
    backup: async (file, { replace }) => {
      if (existsSync(file) && !replace)
        throw new UnusableStore(`${file} exists; name another file, or add --force.`);
      return guarded(file, () => backup(path, file));
    },
    restore: async (file, { replace }) => guarded(path, () => restore(path, file, replace)),
    examine: async (now) => examineFile(path, now),
  };
}

/**
 * VACUUM INTO reads one snapshot, so it neither waits for writers nor has to start anew because of them, as a copy
 * page by page would.
 */
function backup(path: string, file: string): number {
  makeDurableFile(file, (temporary) => {
    const source = openExisting(path);
    try {
      source.prepare('VACUUM INTO ?').run(temporary);
    } finally {
      source.close();
    }
    refuseUnsound(temporary, 'The copy');
  });
  return statSync(file).size;
}

function restore(path: string, file: string, replace: boolean): string | undefined {
  refuseUnsound(file, file);
  const isThere = existsSync(path);
  const release = isThere ? claimServing(path) : () => {};
  try {
    if (isThere && !replace) {
      throw new UnusableStore(
        `${path} exists; add --force to put the backup in its place and keep it beside.`,
      );
    }
    const former = `${path}.before-restore`;
    makeDurableFile(path, (temporary) => {
      copyFileSync(file, temporary);
      // Nothing of the former database may be read into the new one.
      for (const suffix of ['', ...COMPANIONS]) {
        rmSync(`${former}${suffix}`, { force: true });
        if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${former}${suffix}`);
      }
    });
    return isThere ? former : undefined;
  } finally {
    release();
  }
}

/** @throws UnusableStore when the file is not a whole database of ours. */
function refuseUnsound(file: string, name: string): void {
  const database = openExisting(file);
  try {
    const verdict = database.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok') throw new UnusableStore(`${name} is damaged; nothing was put in its place.`);
  } finally {
    database.close();
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnusableStore) throw error;
    throw unusableFile(error, path);
  }
}
