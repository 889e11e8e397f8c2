import { Command } from 'commander';
import type { CheckResult } from '../../domain/maintenance.ts';
import { CliError } from '../cli-error.ts';
import { databaseOption } from '../config/environment.ts';
import { print } from '../terminal.ts';

const MARKS: Record<CheckResult['verdict'], string> = { good: 'good', odd: 'ODD ', bad: 'BAD ' };

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look the database over without changing it; ends with 1 when something is bad')
    .addOption(databaseOption())
    .option('--json', 'print JSON for machines')
    .action(async ({ database, json }: { database: string; json?: true }) => {
      const { openMaintenance } = await import('../../storage/open-maintenance.ts');
      const findings = await openMaintenance(database).diagnose(Date.now());
      if (json) print(JSON.stringify(findings));
      else
        for (const { what, verdict, detail } of findings)
          print(`${MARKS[verdict]}  ${what.padEnd(12)}  ${detail}`);
      const count = findings.filter(({ verdict }) => verdict === 'bad').length;
      if (count > 0) throw new CliError(`${count} of ${findings.length} findings are bad.`);
    });
}
