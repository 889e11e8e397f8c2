import { Command } from 'commander';
import { option } from '../config/environment.ts';
import { coverageOptions } from '../coverage-file.ts';
import { parsePort, parseTargetUrl } from '../parse.ts';
import type { ProxyOptions } from './run-proxy.ts';

export function proxyCommand(): Command {
  const command = new Command('proxy')
    .description('stand between a client and any server, and judge both sides by the spec')
    .argument('<target>', 'the server behind, with or without /v2', parseTargetUrl)
    .addOption(
      option('--port <number>', 'where to listen; 0 takes a free port').argParser(parsePort).default(4020),
    )
    .addOption(option('--host <address>', 'on which address').default('127.0.0.1'))
    .action(async (target: URL, options: ProxyOptions) => {
      const { runProxy } = await import('./run-proxy.ts');
      await runProxy(target, options);
    });
  for (const one of coverageOptions()) command.addOption(one);
  return command;
}
