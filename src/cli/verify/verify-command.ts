import { Command, Option } from 'commander';
import { option, secretOption } from '../config/environment.ts';
import { parseParts, parseReport } from './parse-options.ts';
import type { VerifyCommandOptions } from './run-verify.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description('hold any server or mock against the contract, rule by rule')
    .argument('[url]', 'where it is, with or without /v2')
    .addOption(secretOption('--api-key <key>', 'a key of one merchant with every scope; a mock takes any'))
    .addOption(secretOption('--other-merchant-key <key>', "another merchant's key, of the same mode"))
    .addOption(secretOption('--other-mode-key <key>', 'a key of the same merchant and the other mode'))
    .addOption(secretOption('--readonly-key <key>', 'a key with the scope customers:read alone'))
    .addOption(secretOption('--revoked-key <key>', 'a key that was revoked'))
    .addOption(option('--readonly', 'run only what writes nothing'))
    .addOption(
      new Option(
        '--only <parts>',
        'run only rules with one of these in their id: stale,behaviour.batch.atomic',
      )
        .argParser(parseParts)
        .default([], 'all'),
    )
    .addOption(
      new Option(
        '--report <kind=file>',
        'also write the outcome: junit=verify.xml, json=verify.json, html=verify.html',
      )
        .argParser(parseReport)
        .default([], 'none'),
    )
    .addOption(new Option('--list', 'say which rules there are, and run none'))
    .action(async (url: string | undefined, options: VerifyCommandOptions) => {
      const { runVerify } = await import('./run-verify.ts');
      await runVerify(url, options);
    });
}
