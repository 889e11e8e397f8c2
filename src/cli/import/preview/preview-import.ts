import { keyMode } from '../../key-mode.ts';
import { printError } from '../../terminal.ts';
import type { ImportOptions } from '../import-options.ts';
import type { PlannedMapping } from '../map/plan-mapping.ts';
import type { ReadRow } from '../map/read-row.ts';
import type { Row } from '../read/table.ts';
import { countCells } from './column-stats.ts';
import { confirmImport } from './confirm-import.ts';
import { showPreview } from './show-preview.ts';

export interface PreviewOptions {
  readonly file: string;
  readonly source: string;
  readonly options: ImportOptions;
  readonly planned: PlannedMapping;
  readonly unused: readonly string[];
  readonly merchantId: string | undefined;
  /** Reads all rows, from the first one. */
  rows(): Promise<AsyncIterable<readonly Row[]>>;
  readonly read: (row: Row) => ReadRow;
}

/** Shows a preview on a terminal or with `--preview`, and then asks on a terminal. @throws CliError if the user declines. */
export async function previewImport(opened: PreviewOptions): Promise<void> {
  const { options, planned, source, file, unused, merchantId, read } = opened;
  const { stdin: input, stderr: output } = process;
  const isTerminal = input.isTTY === true && output.isTTY === true;
  if (!isTerminal && !options.preview) return;
  const { columns } = planned.table;
  printError(
    showPreview({
      file,
      source,
      unused,
      target: showTarget(options, merchantId),
      maps: planned.mapping.describe(columns),
      sample: planned.sample.map(read),
      stats: await countCells(await opened.rows(), columns),
    }),
  );
  if (options.dryRun) return;
  const isLive = modeOf(options) === 'live';
  await confirmImport({ isConfirmed: options.yes ?? false, isLive, input, output });
}

function showTarget(options: ImportOptions, merchantId: string | undefined): string {
  const merchant = merchantId === undefined ? 'a merchant without customers' : `merchant ${merchantId}`;
  if (options.apiKey === undefined) return 'no server';
  return `${options.url}, ${merchant}, ${modeOf(options)} data`;
}

function modeOf({ apiKey }: ImportOptions): string {
  return keyMode(apiKey) ?? 'unknown';
}
