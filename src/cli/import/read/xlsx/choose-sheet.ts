import { CliError, usageError } from '../../../cli-error.ts';

export interface Sheets {
  readonly names: readonly string[];
  /** In the order of `names`. Hidden is 0 for a visible sheet. */
  readonly info: readonly { readonly Hidden?: number }[];
}

/**
 * Chooses a sheet of a workbook by its name or its number, or the first visible one.
 *
 * @param file the name of the workbook for messages.
 * @throws CliError if there is no such sheet.
 */
export function chooseSheet(
  file: string,
  { names, info }: Sheets,
  wanted: string | undefined,
): { name: string; notices: string[] } {
  const visible = names.filter((_, index) => !info[index]?.Hidden);
  if (wanted !== undefined) {
    const name = names.includes(wanted) ? wanted : names[Number(wanted) - 1];
    if (name !== undefined) return { name, notices: [] };
    throw usageError(`${file} has no sheet ${wanted}. The sheets are: ${names.join(', ')}.`);
  }
  const name = visible[0] ?? names[0];
  if (name === undefined) throw new CliError(`${file} has no sheet.`);
  if (visible.length < 2) return { name, notices: [] };
  const others = visible.slice(1).join(', ');
  return { name, notices: [`The import reads sheet ${name} of ${file}. For ${others}, set --sheet.`] };
}
