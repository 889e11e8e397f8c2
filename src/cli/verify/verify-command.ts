import { Command, Option } from 'commander';
import { option, secretOption } from '../config/environment.ts';
import { parseParts, parseReport } from './parse-options.ts';
import type { VerifyCommandOptions } from './run-verify.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check any server or mock against the API contract')
    .argument('[url]', 'base URL of the server, with or without /v2')
    .addOption(
      secretOption(
        '--api-key <key>',
        'API key of one merchant with every scope (default: any, which a mock accepts)',
      ),
    )
    .addOption(
      secretOption(
        '--other-merchant-key <key>',
        'API key of a different merchant, in the mode of --api-key and with every scope (default: none; rules that need it do not run)',
      ),
    )
    .addOption(
      secretOption(
        '--other-mode-key <key>',
        'API key of the same merchant as --api-key, in the other mode and with every scope (default: none; rules that need it do not run)',
      ),
    )
    .addOption(secretOption('--readonly-key <key>', 'API key with the scope customers:read only'))
    .addOption(secretOption('--revoked-key <key>', 'revoked API key'))
    .addOption(option('--readonly', 'run only rules that write nothing'))
    .addOption(
      option(
        '--strict',
        'also run the rules that only upsertd promises, such as the checksum of its API keys (default: on upsertd alone)',
      ),
    )
    .addOption(
      new Option(
        '--only <parts>',
        'run only rules whose id contains one of these texts, separated by commas, such as stale,behaviour.batch.atomic',
      )
        .argParser(parseParts)
        .default([], 'all'),
    )
    .addOption(
      new Option(
        '--report <kind=file>',
        'write a report of kind junit, json or html; without =FILE to verify.xml, verify.json or verify.html; repeatable',
      )
        .argParser(parseReport)
        .default([], 'none'),
    )
    .addOption(new Option('--list', 'list the rules without running them'))
    .action(async (url: string | undefined, options: VerifyCommandOptions) => {
      const { runVerify } = await import('./run-verify.ts');
      await runVerify(url, options);
    });
}
