import { CliError } from '../../cli-error.ts';
import type { TextFile } from './encoding/open-text.ts';
import type { FileFormat } from './file-format.ts';
import type { JsonLayout } from './json/find-json.ts';
import { ObjectReader, TOO_LONG } from './json/read-object.ts';
import { REJECTED_TEXT, rejectedText } from './json/rejected-text.ts';
import { type JsonRecord, UnreadableJson, ValueSplitter } from './json/value-splitter.ts';
import { splitFile } from './split-file.ts';
import { prepend, REJECTED, type RejectsFormat, type Row, type Table } from './table.ts';

/** The number of rows whose keys become the names of the columns. */
const SAMPLE_ROWS = 100;

/**
 * Opens a file of JSON objects: one per line, in a list, or one after another.
 *
 * @throws CliError while rows are read, if the file is not text or its list is not closed.
 */
export async function openJson(
  file: TextFile,
  layout: JsonLayout,
  known: Pick<FileFormat, 'compressed' | 'newline'>,
): Promise<Table> {
  const rows = readRows(layout.isLines ? splitFile(file) : splitValues(file, layout.skipped));
  const seen: Row[] = [];
  while (seen.length < SAMPLE_ROWS) {
    const next = await rows.next();
    if (next.done) break;
    seen.push(...next.value);
  }
  const sample = seen.slice(0, SAMPLE_ROWS);
  const columns = new Set(sample.flatMap((row) => ('cells' in row ? row.columns : [])));
  const { encoding, bom, size, notices } = file;
  const kind = layout.isLines ? 'ndjson' : 'json';
  return {
    columns: [...columns],
    isOpen: true,
    rows: prepend(seen, rows),
    rejects: REJECTS,
    format: { ...known, kind, encoding, bom, delimiter: undefined, skippedLines: 0, sheet: undefined },
    size,
    notices,
  };
}

async function* splitValues(
  file: TextFile,
  skipped: number,
): AsyncGenerator<readonly JsonRecord[], void, void> {
  const splitter = new ValueSplitter(skipped);
  try {
    for await (const chunk of file.chunks()) yield splitter.push(chunk);
    yield splitter.end();
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    throw new CliError(`${file.name}, line ${error.line}: ${error.message}`);
  }
}

async function* readRows(
  values: AsyncIterable<readonly JsonRecord[]>,
): AsyncGenerator<readonly Row[], void, void> {
  const reader = new ObjectReader();
  for await (const chunk of values) {
    const rows: Row[] = [];
    for (const { line, end, text: found, isTooLong } of chunk) {
      if (found.trim() === '') continue;
      const text = rejectedText(found) ?? found;
      const read = isTooLong ? { error: TOO_LONG } : reader.read(text);
      rows.push({ line, end, text: onOneLine(text), ...read });
    }
    if (rows.length > 0) yield rows;
  }
}

/** Joins the lines of a value. A JSON text has line breaks only between its values, not inside of strings. */
function onOneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.trim().replace(/\s*[\r\n]\s*/g, ' ') : text.trim();
}

/** Writes the unchanged text of an object, so that long numbers are not rounded, and any other line as a JSON string. */
const REJECTS: RejectsFormat = {
  ending: 'ndjson',
  head: '',
  show: (row, reason) => {
    const added = JSON.stringify({ [REJECTED.line]: row.line, [REJECTED.reason]: reason });
    const rest = 'cells' in row ? row.text.slice(1) : `"${REJECTED_TEXT}":${JSON.stringify(row.text)}}`;
    return `${added.slice(0, -1)}${/^\s*\}/.test(rest) ? '' : ','}${rest}\n`;
  },
};
