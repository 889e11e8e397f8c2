import type { FileHandle } from 'node:fs/promises';
import { type CellObject, type ParsingOptions, read, utils, type WorkBook } from '@e965/xlsx';
import { CliError } from '../../../cli-error.ts';
import { csvCell } from '../../../files/csv-cell.ts';
import { writeTemporary } from '../copy-pipe.ts';
import type { TextFile } from '../encoding/open-text.ts';
import type { InputFile } from '../input-file.ts';
import { readChunks } from '../unpack-gzip.ts';
import { checkArchive, MOST_BYTES, RefusedArchive } from './check-archive.ts';
import { chooseSheet } from './choose-sheet.ts';
import { SheetNotices } from './sheet-notices.ts';
import { showCell } from './show-cell.ts';

/** A sheet of a workbook, as CSV with one record per row of the sheet. */
export interface Sheet {
  readonly name: string;
  /** The names of all sheets of the workbook. */
  readonly names: readonly string[];
  readonly text: TextFile;
}

const ROWS_PER_CHUNK = 1000;

/**
 * Converts a sheet to a temporary CSV file, so that the memory of the workbook is free before the import begins.
 *
 * @param wanted the value of --sheet.
 * @throws CliError if the workbook is damaged, too large, or has no such sheet.
 */
export async function openSheet(file: InputFile, wanted: string | undefined): Promise<Sheet> {
  const { workbook, name, notices } = await readSheet(file, wanted);
  const message = ({ code }: { code?: string }) =>
    `The temporary copy of ${file.name} cannot be written (${code}). Set TMPDIR to a folder with enough space, or save the sheet as CSV.`;
  const found = new SheetNotices(name);
  const copy = await writeTemporary(showRows(workbook, name, found), message);
  file.closeWithFile(copy);
  const text = await textOf(file.name, copy, [...notices, ...found.describe()]);
  return { name, names: workbook.SheetNames, text };
}

const OPTIONS: ParsingOptions = {
  type: 'buffer',
  dense: true,
  cellNF: true,
  cellText: false,
  cellHTML: false,
  cellDates: false,
  cellFormula: true,
  sheetStubs: true,
};

/** Reads one sheet. It reads the workbook a second time only if the first sheet is not the one to read. */
async function readSheet(
  file: InputFile,
  wanted: string | undefined,
): Promise<{ workbook: WorkBook; name: string; notices: readonly string[] }> {
  const archive = await readArchive(file);
  const first = read(archive, { ...OPTIONS, sheets: 0 });
  const sheets = { names: first.SheetNames, info: first.Workbook?.Sheets ?? [] };
  const { name, notices } = chooseSheet(file.name, sheets, wanted);
  const workbook = name === first.SheetNames[0] ? first : read(archive, { ...OPTIONS, sheets: name });
  return { workbook, name, notices };
}

async function textOf(name: string, copy: FileHandle, notices: readonly string[]): Promise<TextFile> {
  const { size } = await copy.stat();
  return { name, encoding: 'utf-8', bom: false, size, notices, chunks: () => readChunks(copy) };
}

async function readArchive(file: InputFile): Promise<Buffer> {
  if (file.compressed)
    throw new CliError(
      `${file.name} contains a ZIP archive or an .xlsx workbook in a .gz file; unpack it, and import the file in it.`,
    );
  const tooLarge = `${file.name} is larger than 64 MiB, the limit for a workbook; save the sheet as CSV (UTF-8).`;
  if (file.size > MOST_BYTES) throw new CliError(tooLarge);
  const chunks: Buffer[] = [];
  for await (const chunk of file.chunks()) chunks.push(chunk);
  const archive = Buffer.concat(chunks);
  try {
    const names = await checkArchive(archive);
    if (names.some((name) => /^xl\/workbook\.(?:xml|bin)$/i.test(name))) return archive;
  } catch (error) {
    if (error instanceof RefusedArchive) throw new CliError(`${file.name} ${error.message}.`);
    throw error;
  }
  throw new CliError(
    `${file.name} is a ZIP archive and not an .xlsx workbook; unpack it, and import the file in it.`,
  );
}

function* showRows(workbook: WorkBook, name: string, notices: SheetNotices): Generator<string> {
  const isFrom1904 = workbook.Workbook?.WBProps?.date1904 ?? false;
  const sheet = workbook.Sheets[name];
  const rows: (CellObject[] | undefined)[] = sheet?.['!data'] ?? [];
  notices.addMerges(sheet?.['!merges'] ?? []);
  for (let start = 0; start < rows.length; start += ROWS_PER_CHUNK) {
    let text = '';
    for (let row = start; row < Math.min(rows.length, start + ROWS_PER_CHUNK); row += 1) {
      const cells = Array.from(rows[row] ?? [], (cell, column) => {
        if (!cell) return '';
        const place = { r: row, c: column };
        if (cell.f !== undefined && cell.t === 'z') {
          throw new CliError(
            `The formula in cell ${utils.encode_cell(place)} of sheet ${name} has no stored value; open the workbook in a spreadsheet program and save it.`,
          );
        }
        if (typeof cell.v === 'number') notices.addNumber(cell.v, place);
        return csvCell(showCell(cell, isFrom1904));
      });
      text += `${cells.join(',')}\n`;
    }
    yield text;
  }
}
