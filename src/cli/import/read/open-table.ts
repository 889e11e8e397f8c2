import { importOptional } from '../../../platform/optional-packages.ts';
import { CliError, usageError } from '../../cli-error.ts';
import { readHead } from './csv/read-head.ts';
import { openText, type TextFile } from './encoding/open-text.ts';
import type { FileFormat, FileOptions } from './file-format.ts';
import type { InputFile } from './input-file.ts';
import { beginsAsJson, findJsonLayout } from './json/find-json.ts';
import { openCsv } from './read-csv.ts';
import { openJson } from './read-json.ts';
import type { Table } from './table.ts';
import { isZip, refuseOtherBinaries } from './xlsx/file-signatures.ts';
import type { Sheet } from './xlsx/open-sheet.ts';

/** What a pass over an input file has found: its text, or the converted sheet of its workbook. */
type Prepared = { readonly text: TextFile; readonly head: string } | { readonly sheet: Sheet };

/** An import reads its file several times. Only the first time searches the encoding or converts a workbook. */
const prepared = new WeakMap<InputFile, Promise<Prepared>>();

/**
 * Opens a file in the format that its name ends in, that `options` name or that its content has.
 *
 * @throws CliError if the beginning of the file cannot be read.
 */
export async function openTable(file: InputFile, options: FileOptions): Promise<Table> {
  const known = prepared.get(file) ?? prepare(file, options);
  prepared.set(file, known);
  const found = await known;
  const { compressed } = file;
  if ('sheet' in found) {
    const { text, name, names: sheets } = found.sheet;
    const { skipLines } = options;
    const layout = {
      isTabbed: false,
      countsRecords: true,
      delimiter: ',',
      ...(skipLines !== undefined && { skipLines }),
    };
    return openCsv(text, { kind: 'xlsx', compressed, sheet: name, sheets }, layout);
  }
  const { text, head } = found;
  const kind = decideKind(file, head, options);
  if (kind !== 'csv') {
    const newline = head.includes('\r\n') ? '\r\n' : '\n';
    return openJson(text, findJsonLayout(head, kind === 'json'), { compressed, newline });
  }
  return openCsv(text, { kind, compressed, sheet: undefined }, { ...options, isTabbed: file.isTabbed });
}

async function prepare(file: InputFile, options: FileOptions): Promise<Prepared> {
  if (await isZip(file)) {
    // The package for workbooks takes 15 MB of memory, and most imports read text.
    const { openSheet } = await importOptional('workbooks', () => import('./xlsx/open-sheet.ts'));
    return { sheet: await openSheet(file, options.sheet) };
  }
  await refuseOtherBinaries(file);
  if (file.kind === 'xlsx') {
    throw new CliError(
      `${file.name} is not an .xlsx workbook; save it as one, or set --format to its format.`,
    );
  }
  if (options.sheet !== undefined)
    throw usageError(`${file.name} is not an .xlsx workbook; leave out --sheet.`);
  const text = await openText(file, options.encoding);
  return { text, head: await readHead(text) };
}

/** @throws CliError if the content contradicts the ending of the name. */
function decideKind({ kind, name }: InputFile, head: string, { format }: FileOptions): FileFormat['kind'] {
  const isJson = beginsAsJson(head);
  if (/^\uFEFF?\s*<(?:!doctype|html|table|\?xml)/i.test(head)) {
    throw new CliError(`${name} is a page of HTML or XML; export the customers as CSV, JSON or .xlsx.`);
  }
  if (kind === 'text') return isJson ? 'json' : 'csv';
  if (format === undefined && kind === 'csv' && isJson) {
    throw usageError(`${name} contains JSON; set --format json, or rename the file to .json.`);
  }
  if (kind === 'json' && head.trim() !== '' && !/^\uFEFF?\s*[[{]/.test(head)) {
    throw usageError(`${name} does not begin with [ or {, so it is not JSON; set --format to its format.`);
  }
  return kind;
}
