import { Command } from 'commander';
import { option } from '../config.ts';
import { parseOrigin, parsePercent, parsePort } from '../parse.ts';
import type { ProxyOptions } from '../run-proxy.ts';

export function proxyCommand(): Command {
  return new Command('proxy')
    .description('stand between a client and any server, and judge both sides by the spec')
    .argument('<target>', 'the server behind, with or without /v2', parseOrigin)
    .addOption(
      option('--port <number>', 'where to listen; 0 takes a free port').argParser(parsePort).default(4020),
    )
    .addOption(option('--host <address>', 'on which address').default('127.0.0.1'))
    .addOption(option('--coverage <file>', 'also write what was exercised, as JSON'))
    .addOption(
      option('--fail-under <percent>', 'fail when less of the spec was exercised').argParser(parsePercent),
    )
    .action(async (origin: URL, options: ProxyOptions) => {
      const { runProxy } = await import('../run-proxy.ts');
      await runProxy(origin, options);
    });
}
