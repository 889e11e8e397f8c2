import { countOf } from '../../count-of.ts';

/** The largest number of rejected rows, as a number of rows or as a share of the rows. */
export type MaxRejects = { readonly rows: number } | { readonly percent: number };

/** The number of rows from which a share of them counts. */
const FEWEST_ROWS = 100;

/** Returns why an import has too many rejected rows; undefined if it has not. */
export function tooManyRejects(
  max: MaxRejects,
  { read, rejected }: { readonly read: number; readonly rejected: number },
): string | undefined {
  const isExceeded =
    'rows' in max ? rejected > max.rows : read >= FEWEST_ROWS && rejected * 100 > read * max.percent;
  if (!isExceeded) return undefined;
  const limit = 'rows' in max ? `${max.rows}` : `${max.percent}%`;
  return `${rejected} of ${countOf(read, 'row was', 'rows were')} rejected, which is more than --max-rejects ${limit}`;
}
