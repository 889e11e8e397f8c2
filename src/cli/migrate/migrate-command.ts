import { Command } from 'commander';
import { option } from '../config/environment.ts';
import type { MigrateOptions } from './run-migrate.ts';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'copy a whole database into another one, of either kind, and compare both; again goes on where it stopped',
    )
    .addOption(option('--from <url>', 'the database to copy, which nobody may serve').makeOptionMandatory())
    .addOption(option('--to <url>', 'where it is to be, empty or begun before').makeOptionMandatory())
    .option('--json', 'print JSON for machines')
    .action(async (options: MigrateOptions) => {
      const { runMigrate } = await import('./run-migrate.ts');
      await runMigrate(options);
    });
}
