import { readdir, rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { showMillis } from '../../../domain/instant.ts';
import type { BackupFolder, ScheduledBackup } from '../../../domain/store/backup-folder.ts';
import { DatabaseOpenError } from '../../../domain/store/database-open-error.ts';
import { backup } from './backup.ts';

/** The end of the name of a backup: the time in UTC, without the colons that some file systems do not permit. */
const COMPLETE = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.db$/;

/** `makeDurableFile` adds the number of its process, and SQLite the suffix of its journal. */
const INCOMPLETE = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.db\.part-\d+(-journal)?$/;

/** Returns the scheduled backups of a database file. They have names such as `upsertd-scheduled-2026-12-01T01-35-18Z.db`. */
export function sqliteBackupFolder(path: string, folder: string): BackupFolder {
  const prefix = `${basename(path, extname(path))}-scheduled-`;
  const namesLike = async (pattern: RegExp) => {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    return names.filter((name) => name.startsWith(prefix) && pattern.test(name.slice(prefix.length)));
  };
  return {
    list: async () => {
      const names = await namesLike(COMPLETE);
      const found = await Promise.all(
        names.map(async (name): Promise<ScheduledBackup> => {
          const [, day, hours, minutes, seconds] = COMPLETE.exec(name.slice(prefix.length)) ?? [];
          const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
          return { name, at, bytes: (await stat(join(folder, name))).size };
        }),
      );
      return found.filter(({ at }) => !Number.isNaN(at)).sort((one, other) => other.at - one.at);
    },
    create: async (at, signal) => {
      const name = `${prefix}${showMillis(at).slice(0, 19).replaceAll(':', '-')}Z.db`;
      try {
        await backup(path, join(folder, name), { replace: false, signal });
      } catch (error) {
        throw error instanceof DatabaseOpenError ? withoutFolder(error, folder) : error;
      }
    },
    remove: (name) => rm(join(folder, name), { force: true }),
    removeIncomplete: async () => {
      for (const name of await namesLike(INCOMPLETE)) await rm(join(folder, name), { force: true });
    },
  };
}

/** Names a file without its folder, because the log and the console show the message. */
function withoutFolder({ message, cause }: DatabaseOpenError, folder: string): DatabaseOpenError {
  return new DatabaseOpenError(message.replaceAll(join(folder, '/'), ''), { cause });
}
