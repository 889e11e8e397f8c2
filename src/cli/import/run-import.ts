import { resolve } from 'node:path';
import { loadContract } from '../../contract/load.ts';
import { Failure, misuse } from '../failure.ts';
import { untilSignal } from '../signals.ts';
import { complain, print } from '../terminal.ts';
import { connect, endOfImport } from './connect.ts';
import { rowImport } from './import-rows.ts';
import { inParallel } from './in-parallel.ts';
import { type MapOption, Mapping } from './mapping.ts';
import { openTable } from './open-table.ts';
import { showProgress } from './progress.ts';
import { RejectsFile } from './rejects-file.ts';
import { jsonReport, showReport } from './report.ts';
import { RowJudge } from './row-judge.ts';
import type { Table } from './table.ts';
import { Tally } from './tally.ts';
import { UpsertFields } from './upsert-fields.ts';

export interface ImportOptions {
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

export async function runImport(file: string, options: ImportOptions): Promise<void> {
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
