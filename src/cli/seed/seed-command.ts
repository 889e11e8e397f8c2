import { Command } from 'commander';
import { MODES } from '../../domain/tenant.ts';
import { databaseOption, option } from '../config/environment.ts';
import type { SeedOptions } from './run-seed.ts';

export function seedCommand(): Command {
  return new Command('seed')
    .description(
      'insert customers and their records from a file into the database; repeating it changes nothing',
    )
    .argument('<file>', 'fixture file in YAML or JSON, or "clinic" for the fixtures of the program')
    .addOption(databaseOption())
    .addOption(
      option('--mode <mode>', 'mode of the data')
        .choices([...MODES])
        .default('sandbox'),
    )
    .addOption(option('--merchant <id or name>', 'merchant of the data (default: the first merchant)'))
    .action(async (file: string, options: SeedOptions) => {
      const { runSeed } = await import('./run-seed.ts');
      await runSeed(file, options);
    });
}
