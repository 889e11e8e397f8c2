import { cleanCell } from '../clean-cell.ts';
import { RecordSplitter, type SplitRecord } from '../record-splitter.ts';
import { splitCells } from '../split-cells.ts';

/** A record of the beginning of a file that is not blank. Its cells are undefined if its quotes are not valid. */
export interface HeadRecord {
  readonly record: SplitRecord;
  readonly cells: readonly string[] | undefined;
}

/** The number of records that the layout of a file is found by. */
const MOST_RECORDS = 100;

/** Splits the beginning of a file into records, without blank ones and those that begin in the first `after` lines. */
export function splitRecords(
  head: string,
  delimiter: string,
  { after, countsRecords = false }: { after: number; countsRecords?: boolean },
): HeadRecord[] {
  const splitter = new RecordSplitter(delimiter, { countsRecords });
  const records = [...splitter.push(Buffer.from(head)), ...splitter.end()];
  return records
    .filter(({ line }) => line > after)
    .map((record) => ({ record, cells: record.isBroken ? undefined : cleanCells(record, delimiter) }))
    .filter(({ cells }) => !cells || cells.some((cell) => cell !== ''))
    .slice(0, MOST_RECORDS);
}

export function cleanCells(
  record: Pick<SplitRecord, 'text' | 'hasQuotedCells'>,
  delimiter: string,
): string[] {
  const cells = splitCells(record, delimiter);
  for (let index = 0; index < cells.length; index += 1) cells[index] = cleanCell(cells[index] as string);
  return cells;
}
