import { Command } from 'commander';
import { option } from '../config/environment.ts';
import { coverageOptions } from '../coverage-file.ts';
import { logLevelOption } from '../log-level-option.ts';
import { parsePort } from '../parse.ts';
import type { MockCommandOptions } from './run-mock.ts';

export function mockCommand(): Command {
  const command = new Command('mock')
    .description("answer with the spec's examples; it stores nothing (for that there is serve)")
    .addOption(
      option('--port <number>', 'where to listen; 0 takes a free port').argParser(parsePort).default(4010),
    )
    .addOption(option('--host <address>', 'on which address').default('127.0.0.1'))
    .addOption(option('--dynamic', 'invent values instead of giving examples'))
    .addOption(option('--cors', 'pages of any origin may call'))
    .addOption(logLevelOption())
    .action(async (options: MockCommandOptions) => {
      const { runMock } = await import('./run-mock.ts');
      await runMock(options);
    });
  for (const one of coverageOptions()) command.addOption(one);
  return command;
}
