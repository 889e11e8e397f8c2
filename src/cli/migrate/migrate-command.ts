import { Command } from 'commander';
import { option } from '../config/environment.ts';
import type { MigrateOptions } from './run-migrate.ts';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'copy a whole database into another one, of either kind, and compare both; a repeated run continues where the last one stopped',
    )
    .addOption(
      option('--from <url>', 'the database to copy; no server may use it meanwhile').makeOptionMandatory(),
    )
    .addOption(
      option('--to <url>', 'the target database; empty, or begun by an earlier run').makeOptionMandatory(),
    )
    .option('--json', 'print the result as JSON')
    .action(async (options: MigrateOptions) => {
      const { runMigrate } = await import('./run-migrate.ts');
      await runMigrate(options);
    });
}
