import type { DatabaseExport } from '../../domain/store/database-export.ts';
import { openDatabaseExport } from '../../storage/open-database-export.ts';
import { showUrl } from '../../storage/show-url.ts';
import { CliError, usageError } from '../cli-error.ts';
import { describeCreated } from '../describe-created.ts';
import { untilDoneOrSignal } from '../signals.ts';
import { showTable } from '../table.ts';
import { print, printError } from '../terminal.ts';
import { type Comparison, compareDatabases, compareKeys, isSameRow } from './compare-databases.ts';
import { copyAllRows, copyKeys } from './copy-all-rows.ts';

export interface MigrateOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: true;
}

/** The number of copied rows per progress message. */
const ROWS_PER_MESSAGE = 50_000;

/** Copies the data, compares both databases, and copies the keys if they are equal. @throws CliError if they differ. */
export async function runMigrate({ from, to, json }: MigrateOptions): Promise<void> {
  if (from === to) throw usageError('--from and --to name the same database.');
  const comparisons = await untilDoneOrSignal((signal) =>
    withExport(from, true, (source) => withExport(to, false, (target) => migrate(source, target, signal))),
  );
  if (json) print(JSON.stringify(comparisons));
  else print(showTable(['PART', 'ROWS', 'SHA-256'], comparisons.map(showRow)));
  const different = comparisons.filter((comparison) => !isSameRow(comparison)).map(({ part }) => part);
  if (different.length > 0)
    throw new CliError(
      `${different.join(', ')} are different in the two databases. ${showUrl(from)} is unchanged; empty the other database and try again.`,
    );
  printError(`${showUrl(to)} now contains everything from ${showUrl(from)}; you can serve it.`);
}

async function migrate(
  from: DatabaseExport,
  to: DatabaseExport,
  signal: AbortSignal,
): Promise<readonly Comparison[]> {
  let copied = 0;
  const onRows = (_part: string, count: number) => {
    const before = copied;
    copied += count;
    if (Math.floor(before / ROWS_PER_MESSAGE) < Math.floor(copied / ROWS_PER_MESSAGE))
      printError(`${copied} rows copied`);
  };
  await copyAllRows(from, to, { onRows, signal });
  printError(`${copied} rows copied; comparing both databases`);
  const comparisons = await compareDatabases(from, to, signal);
  if (!comparisons.every(isSameRow)) return comparisons;
  await copyKeys(from, to);
  return [...comparisons, await compareKeys(from, to)];
}

async function withExport<T>(
  url: string,
  mustExist: boolean,
  work: (exported: DatabaseExport) => Promise<T>,
): Promise<T> {
  const exported = await openDatabaseExport(url, {
    mustExist,
    onCreated: () => printError(describeCreated(url)),
  });
  try {
    return await work(exported);
  } finally {
    await exported.close();
  }
}

function showRow({ part, from, to }: Comparison): string[] {
  if (isSameRow({ part, from, to })) return [part, `${to.rows}`, to.checksum.slice(0, 16)];
  return [
    part,
    `${from.rows}, but ${to.rows}`,
    `${from.checksum.slice(0, 16)}, but ${to.checksum.slice(0, 16)}`,
  ];
}
