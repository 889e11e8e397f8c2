import { Command } from 'commander';
import type { CheckResult } from '../../domain/store/maintenance.ts';
import { CliError } from '../cli-error.ts';
import { databaseOption } from '../config/environment.ts';
import { print } from '../terminal.ts';

const MARKS: Record<CheckResult['verdict'], string> = { good: 'good', odd: 'ODD ', bad: 'BAD ' };

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check the database (read-only); exit code 1 if a check fails')
    .addOption(databaseOption())
    .option('--json', 'print the results as JSON')
    .action(async ({ database, json }: { database: string; json?: true }) => {
      const { openMaintenance } = await import('../../storage/open-maintenance.ts');
      const results = await openMaintenance(database).diagnose(Date.now());
      if (json) print(JSON.stringify(results));
      else
        for (const { what, verdict, detail } of results)
          print(`${MARKS[verdict]}  ${what.padEnd(12)}  ${detail}`);
      const count = results.filter(({ verdict }) => verdict === 'bad').length;
      if (count > 0) throw new CliError(`${count} of ${results.length} checks failed.`);
    });
}
