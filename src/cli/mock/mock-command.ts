import { Command } from 'commander';
import { logLevelOption, option, portOption } from '../config/environment.ts';
import { coverageOptions } from '../files/coverage-file.ts';
import { publicUrlOption } from '../public-url-option.ts';
import type { MockCommandOptions } from './run-mock.ts';

export function mockCommand(): Command {
  const command = new Command('mock')
    .description('respond with the examples of the spec; the mock stores nothing (upsertd serve does)')
    .addOption(portOption('mock', 4010))
    .addOption(option('--host <address>', 'IP address or host name to listen on').default('127.0.0.1'))
    .addOption(publicUrlOption())
    .addOption(option('--dynamic', 'generate values instead of returning the examples'))
    .addOption(option('--cors', 'allow pages of any origin to call the API (CORS)'))
    .addOption(logLevelOption())
    .action(async (options: MockCommandOptions) => {
      const { runMock } = await import('./run-mock.ts');
      await runMock(options);
    });
  for (const shared of coverageOptions()) command.addOption(shared);
  return command;
}
