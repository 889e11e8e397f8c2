import type { ImportCounts } from './import-counts.ts';

export interface ImportReport {
  readonly counts: ImportCounts;
  readonly isDryRun: boolean;
  /** Whether the counts include every row of the file. */
  readonly isComplete: boolean;
  /** The file of rejected rows; undefined if no row was rejected. */
  readonly rejectsFile: string | undefined;
}

/** Returns the final counts, one per line, with the warnings and the unknown countries. */
export function showReport({ counts, isDryRun }: ImportReport): string[] {
  const { read, valid, outcomes, rejected, warnings, unknownCountries } = counts;
  const shown = { read, ...(isDryRun ? { valid } : outcomes), rejected, warnings: warnings.total };
  const lines = Object.entries(shown).map(([name, count]) => `${name.padEnd(10)} ${count}`);
  for (const [warning, count] of warnings.kept) lines.push(`  ${count} × ${warning}`);
  const names = unknownCountries.kept.map(([name, count]) => `${name} (${count})`);
  if (names.length > 0) {
    lines.push(`countries  left out, as ISO 3166 has no code for them: ${names.join(', ')}`);
  }
  return lines;
}

/** Returns the report as JSON. */
export function importJsonReport({ counts, isDryRun, isComplete, rejectsFile }: ImportReport): string {
  const { read, valid, outcomes, rejected, warnings, unknownCountries } = counts;
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
