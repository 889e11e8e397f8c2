import { CliError } from '../../../cli-error.ts';
import type { InputFile } from '../input-file.ts';
import { GZIP_MAGIC } from '../unpack-gzip.ts';

const ZIP = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** The container of .xls workbooks, and of .xlsx workbooks with a password. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** Returns whether the content is a ZIP archive, as an .xlsx workbook is. */
export async function isZip(file: InputFile): Promise<boolean> {
  return (await firstBytes(file)).equals(ZIP);
}

/** @throws CliError if the content is an old or a protected workbook, or is compressed twice. */
export async function refuseOtherBinaries(file: InputFile): Promise<void> {
  const first = await firstBytes(file);
  if (first.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) {
    throw new CliError(`${file.name} is compressed twice; unpack it once, and import the .gz file in it.`);
  }
  if (!first.equals(COMPOUND)) return;
  throw new CliError(
    `${file.name} is an .xls workbook or has a password; save it as an .xlsx workbook without a password.`,
  );
}

async function firstBytes(file: InputFile): Promise<Buffer> {
  for await (const chunk of file.chunks()) return chunk.subarray(0, ZIP.length);
  return Buffer.alloc(0);
}
