import { Command } from 'commander';
import { showUrl } from '../../storage/show-url.ts';
import { databaseOption } from '../config/environment.ts';
import { describeCreated } from '../describe-created.ts';
import { untilDoneOrSignal } from '../signals.ts';
import { print } from '../terminal.ts';

interface Flags {
  database: string;
  force?: true;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description(
      'copy the database to a file, also while a server uses it; the copy is verified and complete, or not created',
    )
    .argument('<file>', 'path of the backup to create')
    .addOption(databaseOption())
    .option('--force', 'replace an existing file')
    .action(async (file: string, { database, force }: Flags) => {
      const { openMaintenance } = await import('../../storage/open-maintenance.ts');
      const bytes = await untilDoneOrSignal((signal) =>
        openMaintenance(database).backup(file, { replace: force ?? false, signal }),
      );
      print(`Backed up ${(bytes / 1024 / 1024).toFixed(1)} MiB to ${file}.`);
    });
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('restore a backup; the database must not be in use')
    .argument('<file>', 'path of the backup')
    .addOption(databaseOption())
    .option('--force', 'replace an existing database; the old database is kept beside the new one')
    .action(async (file: string, { database, force }: Flags) => {
      const { openMaintenance } = await import('../../storage/open-maintenance.ts');
      const former = await untilDoneOrSignal((signal) =>
        openMaintenance(database).restore(file, { replace: force ?? false, signal }),
      );
      print(`Restored ${showUrl(database)} from ${file}.`);
      print(former ? `The previous database is now ${former}.` : describeCreated(database));
    });
}
