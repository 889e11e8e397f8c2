import { Command } from 'commander';
import { option, portOption } from '../config/environment.ts';
import { coverageOptions } from '../files/coverage-file.ts';
import { parseTargetUrl } from '../parse.ts';
import type { ProxyOptions } from './run-proxy.ts';

export function proxyCommand(): Command {
  const command = new Command('proxy')
    .description(
      'run a proxy in front of any server; validate requests and responses against the spec and report spec coverage',
    )
    .argument('<target>', 'base URL of the server, with or without /v2', parseTargetUrl)
    .addOption(portOption('proxy', 4020))
    .addOption(option('--host <address>', 'IP address or host name to listen on').default('127.0.0.1'))
    .addOption(
      option(
        '--report <file>',
        'write the exchanges to this file as HTML, at most 20 for each operation; they contain the data of customers, and no API keys',
      ),
    )
    .action(async (target: URL, options: ProxyOptions) => {
      const { runProxy } = await import('./run-proxy.ts');
      await runProxy(target, options);
    });
  for (const shared of coverageOptions()) command.addOption(shared);
  return command;
}
