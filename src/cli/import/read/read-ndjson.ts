import type { InputFile } from './input-file.ts';
import { splitFile } from './split-file.ts';
import {
  type Cells,
  type Columns,
  prepend,
  REJECTED,
  type RejectsFormat,
  type Row,
  type Table,
} from './table.ts';

/** The number of rows whose keys become the names of the columns. */
const SAMPLE_ROWS = 100;

/** Opens a file with one JSON object per line. @throws CliError while rows are read, if the file is not text. */
export async function openNdjson(file: InputFile): Promise<Table> {
  const rows = readRows(file);
  const seen: Row[] = [];
  while (seen.length < SAMPLE_ROWS) {
    const next = await rows.next();
    if (next.done) break;
    seen.push(...next.value);
  }
  const sample = seen.slice(0, SAMPLE_ROWS);
  const columns = new Set(sample.flatMap((row) => ('cells' in row ? row.columns : [])));
  return { columns: [...columns], isOpen: true, rows: prepend(seen, rows), rejects: REJECTS };
}

async function* readRows(file: InputFile): AsyncGenerator<readonly Row[], void, void> {
  let columns: Columns = [];
  for await (const records of splitFile(file)) {
    const rows: Row[] = [];
    for (const { line, end, text } of records) {
      if (text.trim() === '') continue;
      const read = readObject(text, columns);
      if ('columns' in read) columns = read.columns;
      rows.push({ line, end, text: text.trim(), ...read });
    }
    if (rows.length > 0) yield rows;
  }
}

function readObject(text: string, known: Columns): { columns: Columns; cells: Cells } | { error: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { error: 'is not a JSON object' };
    }
    const names = Object.keys(value);
    const isKnown = names.length === known.length && names.every((name, index) => name === known[index]);
    return { columns: isKnown ? known : names, cells: Object.values(value) };
  } catch {
    return { error: 'is not valid JSON' };
  }
}

/** Writes the unchanged text of an object, so that long numbers are not rounded, and any other line as a JSON string. */
const REJECTS: RejectsFormat = {
  ending: 'ndjson',
  head: '',
  show: (row, reason) => {
    const added = JSON.stringify({ [REJECTED.line]: row.line, [REJECTED.reason]: reason });
    const rest = 'cells' in row ? row.text.slice(1) : `"rejected_text":${JSON.stringify(row.text)}}`;
    return `${added.slice(0, -1)}${/^\s*\}/.test(rest) ? '' : ','}${rest}\n`;
  },
};
