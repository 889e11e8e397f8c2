import { countOf } from '../../count-of.ts';
import { showTable } from '../../table.ts';
import type { MapOption } from '../map/mapping.ts';
import { isValidRow, type ReadRow } from '../map/read-row.ts';
import type { FileStats } from './column-stats.ts';

/** The number of rows that a preview shows. */
export const PREVIEW_ROWS = 5;

/** What an import is going to do. */
export interface Preview {
  readonly file: string;
  readonly source: string;
  /** Where the rows go: the server, the merchant and the mode. */
  readonly target: string;
  readonly maps: readonly MapOption[];
  readonly unused: readonly string[];
  readonly sample: readonly ReadRow[];
  readonly stats: FileStats;
}

/** Returns the preview as lines of text. */
export function showPreview({ file, source, target, maps, unused, sample, stats }: Preview): string {
  const mapping = maps.map(({ field, column }) => [field, column]);
  const counted = `${stats.isPartial ? 'first ' : ''}${countOf(stats.rows, 'row')}`;
  const cells = stats.columns.map(({ column, empty, duplicates }) => [column, `${empty}`, `${duplicates}`]);
  const left = unused.length > 0 ? [`Not imported: ${unused.join(', ')}`] : [];
  return [
    `${file} → ${target}, source ${source}`,
    '',
    showTable(['FIELD', 'COLUMN'], mapping),
    ...left,
    '',
    'The first rows as they are sent:',
    ...sample.slice(0, PREVIEW_ROWS).map(showRow),
    '',
    `Cells of the ${counted}:`,
    showTable(['COLUMN', 'EMPTY', 'REPEATED'], cells),
    '',
  ].join('\n');
}

function showRow(read: ReadRow): string {
  const line = `  line ${read.row.line}: `;
  if (isValidRow(read)) return line + read.json;
  return line + ('skipped' in read ? `skipped, ${read.skipped}` : `rejected, ${read.error}`);
}
