import type { InputFile } from './input-file.ts';
import { openCsv } from './read-csv.ts';
import { openNdjson } from './read-ndjson.ts';
import type { Table } from './table.ts';

/** Opens a file in the format that its name ends in. @throws CliError if the beginning of the file cannot be read. */
export function openTable(file: InputFile, delimiter: string): Promise<Table> {
  return file.ending === '.csv' ? openCsv(file, delimiter) : openNdjson(file);
}
