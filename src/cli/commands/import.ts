import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { loadContract } from '../../contract/load.ts';
import { option } from '../config.ts';
import { Failure, misuse } from '../failure.ts';
import { connect, endOfImport } from '../import/connect.ts';
import { rowImport } from '../import/import-rows.ts';
import { inParallel } from '../import/in-parallel.ts';
import { type MapOption, Mapping } from '../import/mapping.ts';
import { openTable } from '../import/open-table.ts';
import { parseDelimiter, parseMap } from '../import/parse-options.ts';
import { showProgress } from '../import/progress.ts';
import { RejectsFile } from '../import/rejects-file.ts';
import { jsonReport, showReport } from '../import/report.ts';
import { RowJudge } from '../import/row-judge.ts';
import type { Table } from '../import/table.ts';
import { Tally } from '../import/tally.ts';
import { UpsertFields } from '../import/upsert-fields.ts';
import { parseCount } from '../parse.ts';
import { untilSignal } from '../signals.ts';
import { complain, print } from '../terminal.ts';

interface ImportOptions {
  source: string;
  url: string;
  apiKey?: string;
  map?: MapOption[];
  delimiter: string;
  concurrency: number;
  dryRun?: true;
  rejects?: string;
  json?: true;
}

export function importCommand(): Command {
  return new Command('import')
    .description('create or update the customers of a CSV or NDJSON file')
    .argument('<file>', 'a .csv file with a header, or an .ndjson file with one JSON object a line')
    .addOption(option('--source <name>', 'the system that the customers come from').makeOptionMandatory())
    .addOption(option('--url <url>', 'where the server is').default('http://127.0.0.1:4000'))
    .addOption(
      option('--api-key <key>', 'the key to send; a command line can be read by everybody on the machine'),
    )
    .addOption(
      new Option(
        '--map <field=column>',
        'where a field comes from: external_id="Customer Id", name="{First Name} {Last Name}", metadata.plan=Plan; repeat for more',
      ).argParser(parseMap),
    )
    .addOption(
      option('--delimiter <character>', 'what stands between the cells of a CSV file')
        .argParser(parseDelimiter)
        .default(','),
    )
    .addOption(
      option('--concurrency <number>', 'how many rows to send at a time').argParser(parseCount).default(16),
    )
    .addOption(new Option('--dry-run', 'read and check every row, and send nothing'))
    .addOption(
      new Option(
        '--rejects <file>',
        'where to write rejected rows; beside the file, with .rejected.csv or .rejected.ndjson added, unless given',
      ),
    )
    .addOption(new Option('--json', 'print JSON for machines'))
    .action(importFile);
}

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const contract = loadContract();
  const judge = new RowJudge(contract);
  const fault = judge.judgeSource(options.source);
  if (fault) throw misuse(fault);
  const fields = new UpsertFields(contract);
  const mapping = new Mapping(fields, options.map ?? []);
  const table = await openTable(file, options.delimiter);
  mapping.check(table);
  const rejects = rejectsFile(file, options, table);
  const client = options.dryRun ? undefined : await connect(options.url, options.apiKey);
  const unused = mapping.unused(table.columns);
  if (unused.length > 0) complain(`Not imported, because no field is named so: ${unused.join(', ')}`);

  const tally = new Tally();
  const progress = showProgress(table.size, process.stderr);
  const importRow = rowImport({
    fields,
    mapping,
    judge,
    rejects,
    tally,
    upsert: client && ((externalId, body) => client.customers.upsert(options.source, externalId, body)),
  });
  const stop = new AbortController();
  void untilSignal().then((signal) => stop.abort(signal));
  try {
    await inParallel(table.rows, { workers: options.concurrency, stop: stop.signal }, async (row) => {
      await importRow(row);
      progress.row(row.end);
    });
  } catch (error) {
    throw endOfImport(error);
  } finally {
    progress.stop();
    rejects.close();
    const report = {
      tally,
      isDryRun: options.dryRun ?? false,
      rejectsFile: tally.rejected > 0 ? rejects.path : undefined,
    };
    if (options.json) print(jsonReport(report));
    else for (const line of showReport(report)) print(line);
  }
  if (stop.signal.aborted) throw new Failure(`Stopped by ${stop.signal.reason}; run it again for the rest.`);
  if (tally.rejected > 0) throw new Failure(`The rejected rows and their reasons are in ${rejects.path}.`);
}

/** @throws Failure when the rejected rows would be written over the file that is read. */
function rejectsFile(file: string, { rejects }: ImportOptions, table: Table): RejectsFile {
  const path = rejects ?? `${file}.rejected.${table.rejects.ending}`;
  if (resolve(path) === resolve(file)) throw misuse('--rejects must be another file than the one to import.');
  return new RejectsFile(path, table.rejects);
}
