import { Command } from 'commander';
import { MODES } from '../../domain/tenant.ts';
import { databaseOption, option } from '../config/environment.ts';
import type { SeedOptions } from './run-seed.ts';

export function seedCommand(): Command {
  return new Command('seed')
    .description('put customers and their records from a file into the database; again changes nothing')
    .argument('<file>', 'fixtures in YAML or JSON, or "clinic", which comes with the program')
    .addOption(databaseOption())
    .addOption(
      option('--mode <mode>', 'into which data')
        .choices([...MODES])
        .default('sandbox'),
    )
    .addOption(option('--merchant <id or name>', 'whose data; the first merchant unless given'))
    .action(async (file: string, options: SeedOptions) => {
      const { runSeed } = await import('./run-seed.ts');
      await runSeed(file, options);
    });
}
