import type { Option } from 'commander';
import { DatabaseOpenError } from '../../domain/store/database-open-error.ts';
import type { BackupSchedule } from '../../http/jobs/backup-job.ts';
import { usageError } from '../cli-error.ts';
import { option } from '../config/environment.ts';
import { parseBackupInterval, parseCount } from '../parse.ts';

export interface BackupFlags {
  readonly backupDir?: string;
  /** Milliseconds. */
  readonly backupEvery: number;
  readonly backupKeep: number;
}

export function backupOptions(): Option[] {
  return [
    option(
      '--backup-dir <folder>',
      'existing folder, for this database alone, to which serve backs up a SQLite database on a schedule (default: no backups)',
    ),
    option('--backup-every <duration>', 'time between two backups, at least 1m')
      .argParser(parseBackupInterval)
      .default(86_400_000, '24h'),
    option(
      '--backup-keep <number>',
      'number of backups to keep; serve removes older backups that it made itself, at least 1',
    )
      .argParser(parseCount)
      .default(14),
  ];
}

/** Returns the schedule of the backups, if there is one. @throws CliError if the folder or the database cannot be used. */
export async function readBackupSchedule({
  backupDir,
  backupEvery,
  backupKeep,
  database,
}: BackupFlags & { readonly database: string }): Promise<BackupSchedule | undefined> {
  if (backupDir === undefined) return undefined;
  const { openBackupFolder } = await import('../../storage/open-backup-folder.ts');
  try {
    const folder = await openBackupFolder(database, backupDir);
    return { folder, everyMs: backupEvery, keep: backupKeep };
  } catch (error) {
    throw error instanceof DatabaseOpenError ? usageError(`--backup-dir: ${error.message}`) : error;
  }
}
