import { Command, Option } from 'commander';
import { option, secretOption } from '../config/environment.ts';
import { parseCount } from '../parse.ts';
import type { ImportOptions } from './import-options.ts';
import { PRESETS } from './map/column-names.ts';
import {
  parseDateFormat,
  parseDefault,
  parseDelimiter,
  parseEncoding,
  parseList,
  parseMap,
  parseMaxRejects,
  parsePhoneCountry,
  parseSkipLines,
  parseTexts,
  parseTimeZone,
} from './parse-options.ts';

export function importCommand(): Command {
  const command = new Command('import')
    .description('create or update the customers of a CSV, JSON or .xlsx file')
    .argument(
      '<file>',
      'a .csv, .tsv, .txt, .ndjson, .jsonl or .json file, each also with .gz, an .xlsx workbook, or - for standard input',
    );
  for (const [group, options] of Object.entries(groups())) {
    for (const one of options) command.addOption(one.helpGroup(`${group}:`));
  }
  return command.addHelpText('after', HELP).action(async (file: string, options: ImportOptions) => {
    if (options.plan) {
      const { printPlan } = await import('./preview/print-plan.ts');
      await printPlan(file, options);
      return;
    }
    const { runImport } = await import('./run-import.ts');
    await runImport(file, options, command.getOptionValueSource('url') !== 'default');
  });
}

const HELP = `
To import a file:
  export UPSERTD_API_KEY=…                                        the key from upsertd keys create
  upsertd import patients.csv --source clinic --dry-run           shows the mapping and what would happen
  upsertd import patients.csv --source clinic                     imports, and writes patients.csv.rejected.csv
  upsertd import patients.csv.rejected.csv --source clinic        imports the rejected rows that you have corrected

Exit codes: 0 all rows are imported; 1 a row is rejected, or the import stopped; 2 wrong options or columns.`;

function groups(): Record<string, readonly Option[]> {
  return {
    'Server and key': serverOptions(),
    File: fileOptions(),
    'Columns and fields': mappingOptions(),
    Values: valueOptions(),
    'Before and after': runOptions(),
  };
}

function serverOptions(): Option[] {
  return [
    option(
      '--source <name>',
      'name of the system that the customers come from: 1 to 64 letters, digits, _, - and . (default: the name of --preset)',
    ),
    option('--url <url>', 'base URL of the server').default('http://127.0.0.1:4000'),
    secretOption(
      '--api-key <key>',
      'API key to send; set UPSERTD_API_KEY instead, since other users of the machine can read a command line',
    ),
    option('--single', 'send each row in its own request (default: batches of up to 100 rows)'),
    option(
      '--concurrency <number>',
      'number of concurrent requests (default: 4, or 16 with --single)',
    ).argParser(parseCount),
  ];
}

function mappingOptions(): Option[] {
  return [
    option('--preset <name>', 'product whose export the file is').choices(Object.keys(PRESETS)),
    option(
      '--map <field=column>',
      'column of a field, such as external_id="Customer Id", name="{First Name} {Last Name}" or metadata.plan=Plan; repeatable (default: guessed from the names of the columns)',
    ).argParser(parseMap),
    option('--skip <column>', 'column to leave out; repeatable').argParser(parseTexts),
    option('--rest <field>', 'field whose keys receive all other columns').choices([
      'custom_fields',
      'metadata',
    ]),
    option(
      '--default <field=value>',
      'value of a field whose cell is empty, such as country=NO; repeatable',
    ).argParser(parseDefault),
    option(
      '--email-template <template>',
      'email of a row without one, such as "{Patient Number}@no-email.invalid"',
    ),
  ];
}

function fileOptions(): Option[] {
  return [
    option(
      '--format <format>',
      'format of the file (default: by the ending of its name, or by its content)',
    ).choices(['csv', 'ndjson', 'json', 'xlsx']),
    option(
      '--encoding <name>',
      'character encoding, such as utf-8 or windows-1252 (default: found in the file)',
    ).argParser(parseEncoding),
    option(
      '--delimiter <character>',
      'CSV field separator: one character, or the word tab (default: found in the file)',
    ).argParser(parseDelimiter),
    option(
      '--skip-lines <number>',
      'number of lines before the header (default: found in the file)',
    ).argParser(parseSkipLines),
    option('--sheet <name>', 'sheet of an .xlsx workbook: its name or its number (default: the first)'),
  ];
}

function valueOptions(): Option[] {
  return [
    option(
      '--null <texts>',
      'texts of an empty cell, with commas (default: NULL,N/A,#N/A,NaN,nan)',
    ).argParser(parseList),
    option('--clear-empty', 'let an empty cell clear its field (default: it changes nothing)'),
    option(
      '--phone-country <code>',
      'country of phone numbers without a country code, such as NO; the import sends numbers as +4722334455',
    ).argParser(parsePhoneCountry),
    option(
      '--date-format <pattern>',
      'format of external_updated_at in tokens of Unicode TR 35, such as "dd.MM.yyyy HH:mm" (default: ISO 8601)',
    ).argParser(parseDateFormat),
    option('--time-zone <name>', 'time zone of external_updated_at, such as Europe/Oslo').argParser(
      parseTimeZone,
    ),
    option(
      '--duplicates <row>',
      'row to send of several rows with one external id (default: all rows; rows with different emails are rejected)',
    ).choices(['first', 'last']),
  ];
}

function runOptions(): Option[] {
  return [
    new Option(
      '--dry-run',
      'show what an import would do; with an API key it asks the server, which writes nothing',
    ).conflicts('resume'),
    option('--preview', 'show the mapping and the first rows before the import (default: on a terminal)'),
    new Option(
      '--plan',
      'print as JSON what the import finds in the file, the mapping and the first rows; imports nothing and needs no API key',
    ).conflicts(['dryRun', 'resume']),
    option('--yes', 'import sandbox data without asking on a terminal'),
    option(
      '--max-rejects <number|percent>',
      'stop if more rows are rejected, such as 50, or 5% of the rows read, from row 100 on',
    ).argParser(parseMaxRejects),
    option(
      '--rejects <file>',
      'file to write the rejected rows to (default: FILE.rejected.csv or FILE.rejected.ndjson)',
    ),
    option(
      '--report <file>',
      'file to write the linked, changed, skipped and warned rows to (default: FILE.report.csv)',
    ),
    new Option('--resume', 'continue after the last row of an import of this file that stopped'),
    new Option('--json', 'print the report as JSON'),
    new Option(
      '--progress <form>',
      'progress on standard error: auto, or json for one JSON object per line every second',
    )
      .choices(['auto', 'json'])
      .default('auto'),
  ];
}
