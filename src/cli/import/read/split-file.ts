import { CliError } from '../../cli-error.ts';
import type { TextFile } from './encoding/open-text.ts';
import { RecordSplitter, type SplitRecord, UnreadableLine } from './record-splitter.ts';

/**
 * Reads the records of a file. It yields all records that end in one chunk together, because yielding them one by one
 * costs more than finding them.
 *
 * @param options.delimiter the field separator; undefined for a format without quoted cells.
 * @param options.countsRecords whether a record counts as one line.
 * @throws CliError with the line that cannot be read.
 */
export async function* splitFile(
  file: Pick<TextFile, 'name' | 'chunks'>,
  { delimiter, countsRecords = false }: { delimiter?: string; countsRecords?: boolean } = {},
): AsyncGenerator<readonly SplitRecord[], void, void> {
  const splitter = new RecordSplitter(delimiter, { countsRecords });
  try {
    for await (const chunk of file.chunks()) {
      const records = splitter.push(chunk);
      if (records.length > 0) yield records;
    }
    const records = splitter.end();
    if (records.length > 0) yield records;
  } catch (error) {
    if (!(error instanceof UnreadableLine)) throw error;
    throw new CliError(`${file.name}, line ${error.line}: ${error.message}`);
  }
}
