import { Command, Option } from 'commander';
import { option, secretOption } from '../config/environment.ts';
import { parseCount } from '../parse.ts';
import { parseDelimiter, parseMap } from './parse-options.ts';
import type { ImportOptions } from './run-import.ts';

export function importCommand(): Command {
  return new Command('import')
    .description('create or update the customers of a CSV or NDJSON file')
    .argument(
      '<file>',
      'a .csv file with a header, or an .ndjson file with one JSON object a line; it is read twice, a pipe from a temporary copy',
    )
    .addOption(option('--source <name>', 'the system that the customers come from').makeOptionMandatory())
    .addOption(option('--url <url>', 'where the server is').default('http://127.0.0.1:4000'))
    .addOption(
      secretOption(
        '--api-key <key>',
        'the key to send; a command line can be read by everybody on the machine',
      ),
    )
    .addOption(
      option(
        '--map <field=column>',
        'where a field comes from: external_id="Customer Id", name="{First Name} {Last Name}", metadata.plan=Plan; repeat for more',
      ).argParser(parseMap),
    )
    .addOption(
      option('--delimiter <character>', 'what stands between the cells of a CSV file')
        .argParser(parseDelimiter)
        .default(','),
    )
    .addOption(option('--single', 'send every row by itself instead of up to 100 together'))
    .addOption(
      option(
        '--concurrency <number>',
        'how many requests to send at a time; 4 unless given, with --single 16',
      ).argParser(parseCount),
    )
    .addOption(new Option('--resume', 'go on where the last import of this file stopped, if it did'))
    .addOption(new Option('--dry-run', 'read and check every row, and send nothing').conflicts('resume'))
    .addOption(
      option(
        '--rejects <file>',
        'file for rejected rows, also those of an external id with different emails; no link to a file that the import uses (default: FILE.rejected.csv or FILE.rejected.ndjson)',
      ),
    )
    .addOption(new Option('--json', 'print JSON for machines'))
    .action(async (file: string, options: ImportOptions) => {
      const { runImport } = await import('./run-import.ts');
      await runImport(file, options);
    });
}
