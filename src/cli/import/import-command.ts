import { Command, Option } from 'commander';
import { option, secretOption } from '../config/environment.ts';
import { parseCount } from '../parse.ts';
import { parseDelimiter, parseEncoding, parseMap, parseSkipLines } from './parse-options.ts';
import type { ImportOptions } from './run-import.ts';

export function importCommand(): Command {
  return new Command('import')
    .description('create or update the customers of a CSV, JSON or .xlsx file')
    .argument(
      '<file>',
      'a .csv, .tsv, .txt, .ndjson, .jsonl or .json file, each also with .gz, an .xlsx workbook, or - for standard input; the import reads it several times, and a pipe from a temporary copy',
    )
    .addOption(
      option(
        '--source <name>',
        'name of the system that the customers come from: 1 to 64 letters, digits, _, - and .',
      ).makeOptionMandatory(),
    )
    .addOption(option('--url <url>', 'base URL of the server').default('http://127.0.0.1:4000'))
    .addOption(
      secretOption(
        '--api-key <key>',
        'API key to send; set UPSERTD_API_KEY instead, since other users of the machine can read a command line',
      ),
    )
    .addOption(
      option(
        '--map <field=column>',
        'column of a field, such as external_id="Customer Id", name="{First Name} {Last Name}" or metadata.plan=Plan; repeatable (default: the column with the name of the field)',
      ).argParser(parseMap),
    )
    .addOption(
      option(
        '--delimiter <character>',
        'CSV field separator: one character, or the word tab (default: the one of comma, semicolon, tab and | that fits the file)',
      ).argParser(parseDelimiter),
    )
    .addOption(
      option(
        '--encoding <name>',
        'character encoding of the file, such as utf-8, utf-16, windows-1252 or macintosh (default: found in the file)',
      ).argParser(parseEncoding),
    )
    .addOption(
      option(
        '--skip-lines <number>',
        'number of lines before the header; 0 for none (default: found in the file)',
      ).argParser(parseSkipLines),
    )
    .addOption(
      option('--sheet <name>', 'sheet of an .xlsx workbook: its name or its number (default: the first)'),
    )
    .addOption(
      option(
        '--format <format>',
        'format of the file (default: by the ending of its name, or for standard input by its content)',
      ).choices(['csv', 'ndjson', 'json', 'xlsx']),
    )
    .addOption(option('--single', 'send each row in its own request (default: batches of up to 100 rows)'))
    .addOption(
      option(
        '--concurrency <number>',
        'number of concurrent requests (default: 4, or 16 with --single)',
      ).argParser(parseCount),
    )
    .addOption(new Option('--resume', 'continue after the last row of an import of this file that stopped'))
    .addOption(new Option('--dry-run', 'read and validate every row, and send nothing').conflicts('resume'))
    .addOption(
      option(
        '--rejects <file>',
        'file to write the rejected rows to; it must differ from the imported file, its progress file and the configuration file (default: FILE.rejected.csv or FILE.rejected.ndjson)',
      ),
    )
    .addOption(new Option('--json', 'print the report as JSON'))
    .action(async (file: string, options: ImportOptions) => {
      const { runImport } = await import('./run-import.ts');
      await runImport(file, options);
    });
}
