import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Failure, misuse } from '../failure.ts';
import { openCsv } from './read-csv.ts';
import { openNdjson } from './read-ndjson.ts';
import type { Table } from './table.ts';

/** @throws Failure when the file cannot be opened or has another ending. */
export async function openTable(file: string, delimiter: string): Promise<Table & { readonly size: number }> {
  const ending = extname(file).toLowerCase();
  if (ending !== '.csv' && ending !== '.ndjson') {
    throw misuse(`${file} ends in neither .csv nor .ndjson; rename it to what it is.`);
  }
  try {
    const { size } = await stat(file);
    return { ...(ending === '.csv' ? await openCsv(file, delimiter) : await openNdjson(file)), size };
  } catch (error) {
    throw explain(file, error);
  }
}

function explain(file: string, error: unknown): unknown {
  const { code } = error as { code?: string };
  if (code === 'ENOENT') return new Failure(`There is no file ${file}.`);
  if (code === 'EACCES') return new Failure(`${file} may not be read by this user.`);
  if (code === 'EISDIR') return new Failure(`${file} is a folder.`);
  return error;
}
