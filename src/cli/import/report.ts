import type { ImportCounts } from './import-counts.ts';

export interface ImportReport {
  readonly tally: ImportCounts;
  readonly isDryRun: boolean;
  /** Whether every row of the file is in the tally. */
  readonly isComplete: boolean;
  /** Where rejected rows are, if there are any. */
  readonly rejectsFile: string | undefined;
}

/** The counts at the end, a line each, with what was warned of and what was left out. */
export function showReport({ tally, isDryRun }: ImportReport): string[] {
  const { read, valid, outcomes, rejected, warnings, unknownCountries } = tally;
  const counts = { read, ...(isDryRun ? { valid } : outcomes), rejected, warnings: warnings.total };
  const lines = Object.entries(counts).map(([name, count]) => `${name.padEnd(10)} ${count}`);
  for (const [warning, count] of warnings.kept) lines.push(`  ${count} × ${warning}`);
  const names = unknownCountries.kept.map(([name, count]) => `${name} (${count})`);
  if (names.length > 0) {
    lines.push(`countries  left out, as ISO 3166 has no code for them: ${names.join(', ')}`);
  }
  return lines;
}

/** The same for machines. */
export function importJsonReport({ tally, isDryRun, isComplete, rejectsFile }: ImportReport): string {
  const { read, valid, outcomes, rejected, warnings, unknownCountries } = tally;
  return JSON.stringify({
    dry_run: isDryRun,
    complete: isComplete,
    read,
    valid,
    ...outcomes,
    rejected,
    warnings: warnings.total,
    countries_left_out: Object.fromEntries(unknownCountries.kept),
    rejects_file: rejectsFile ?? null,
  });
}
