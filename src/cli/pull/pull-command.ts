import { Command, Option } from 'commander';
import { SHIPPED } from '../../pull/connector/shipped.ts';
import { option, secretOption } from '../config/environment.ts';
import { parseMap } from '../import/parse-options.ts';
import { parseCount, parseDuration } from '../parse.ts';
import { parseSetting } from './parse-setting.ts';
import type { PullOptions } from './run-pull.ts';

const DAY_MS = 86_400_000;

export function pullCommand(): Command {
  const command = new Command('pull')
    .description('read the customers of another system from its API, and create or update those that changed')
    .argument('<connector>', `${SHIPPED.join(', ')}, or a .yaml file of your own (see docs/pull.md)`);
  for (const [group, options] of Object.entries(groups()))
    for (const one of options) command.addOption(one.helpGroup(`${group}:`));
  return command.addHelpText('after', HELP).action(async (connector: string, options: PullOptions) => {
    const { runPull } = await import('./run-pull.ts');
    await runPull(connector, options, command.getOptionValueSource('url') !== 'default');
  });
}

function groups(): Record<string, readonly Option[]> {
  return {
    'Source of the customers': [
      option(
        '--set <name=value>',
        'setting of the connector, such as base_url=https://clinic.practicehub.io/api; repeatable',
      ).argParser(parseSetting),
      option(
        '--source <name>',
        'name of the source: 1 to 64 letters, digits, _, - and . (default: that of the connector)',
      ),
      option(
        '--map <field=place>',
        'place of a field in a record, such as phone=contact.mobile, name="{first} {last}" or metadata.plan=plan; repeatable; overrides the map of the connector',
      ).argParser(parseMap),
    ],
    'Server and key': [
      option('--url <url>', 'base URL of the server').default('http://127.0.0.1:4000'),
      secretOption(
        '--api-key <key>',
        'API key with the scopes customers:read, customers:write, sync:read and sync:write; set UPSERTD_API_KEY instead, since other users of the machine can read a command line',
      ),
      option('--concurrency <number>', 'number of concurrent requests to the server (default: 4)').argParser(
        parseCount,
      ),
      option('--state <file>', 'file of the checkpoint, for a server that has no sync state'),
    ],
    'What to do': [
      new Option('--check', 'try the connection, report what the source sends, and write nothing').conflicts([
        'every',
        'compare',
        'full',
      ]),
      new Option(
        '--compare',
        'compare the source with the server, and write nothing there; the differences go to a CSV file',
      ).conflicts(['every', 'full']),
      new Option(
        '--dry-run',
        'show what a pull would do, and write nothing; without an API key, read and validate the records',
      ),
      new Option('--full', 'read and send all records, however old'),
      option('--full-every <duration>', 'how often a full run is due at least, such as 12h or 7d')
        .argParser(parseDuration)
        .default(DAY_MS, '24h'),
      option(
        '--every <duration>',
        'repeat the pull, such as every 5m, with up to 10 % jitter; without it, the pull runs once',
      ).argParser(parseDuration),
    ],
    Output: [
      option(
        '--rejects <file>',
        'file to write the rejected rows to (default: SOURCE….pull.rejected.ndjson in the working folder)',
      ),
      new Option(
        '--record <folder>',
        'folder to write the responses of the source to, with all values replaced',
      ),
      new Option('--json', 'print the report of each run as one line of JSON'),
    ],
  };
}

const HELP = `
Secrets come only from the environment: PRACTICEHUB_API_KEY and PRACTICEHUB_APP_DETAILS, WODIFY_API_KEY, CLINIKO_API_KEY and
CLINIKO_USER_AGENT, or the names in your own connector.

Exit codes: 0 success; 1 the server failed, a row is newly rejected, or --compare found differences; 2 wrong options, connector or missing secret; 3 the
source failed. After a failure the checkpoint stays, and the next run reads the same records again.`;
