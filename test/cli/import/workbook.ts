import { type CellObject, utils, type WorkBook, write } from '@e965/xlsx';

/** Makes the bytes of an .xlsx workbook from the cells of its sheets. */
export function makeWorkbook(
  sheets: Readonly<
    Record<string, readonly (readonly (CellObject | string | number | boolean | undefined)[])[]>
  >,
  change: (workbook: WorkBook) => void = () => undefined,
): Buffer {
  const workbook = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    utils.book_append_sheet(workbook, utils.aoa_to_sheet(rows.map((row) => [...row])), name);
  }
  change(workbook);
  return write(workbook, { type: 'buffer', bookType: 'xlsx', compression: true });
}

/** Makes a number with a number format. */
export function formatted(value: number, format: string): CellObject {
  return { t: 'n', v: value, z: format };
}
