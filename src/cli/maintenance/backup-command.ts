import { Command } from 'commander';
import { showUrl } from '../../storage/show-url.ts';
import { databaseOption } from '../config/environment.ts';
import { untilDoneOrSignal } from '../signals.ts';
import { print } from '../terminal.ts';

interface Flags {
  database: string;
  force?: true;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description(
      'copy the database to a file while it is served; the copy is checked and whole, or not there',
    )
    .argument('<file>', 'the backup to make')
    .addOption(databaseOption())
    .option('--force', 'replace a file that exists')
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
    .description('put a backup in the place of a database that nobody has open')
    .argument('<file>', 'the backup')
    .addOption(databaseOption())
    .option('--force', 'also where there is a database, which is kept beside the new one')
    .action(async (file: string, { database, force }: Flags) => {
      const { openMaintenance } = await import('../../storage/open-maintenance.ts');
      const former = await untilDoneOrSignal((signal) =>
        openMaintenance(database).restore(file, { replace: force ?? false, signal }),
      );
      print(`Restored ${showUrl(database)} from ${file}.`);
      if (former) print(`What was there before is now ${former}.`);
    });
}
