import type { ImportCounts } from './import-counts.ts';

export interface ImportReport {
  readonly counts: ImportCounts;
  readonly isDryRun: boolean;
  /** Whether no server has checked the rows of a dry run. */
  readonly isFileOnly?: boolean;
  /** Whether the user has given an API key. */
  readonly hasKey?: boolean;
  /** Whether the counts include every row of the file. */
  readonly isComplete: boolean;
  /** Whether a program reads it: the program has the names of the files from the JSON, and needs no commands. */
  readonly isForProgram?: boolean;
  /** The file of rejected rows; undefined if no row was rejected. */
  readonly rejectsFile: string | undefined;
  /** The file of linked, changed, skipped and warned rows; undefined if there is none. */
  readonly reportFile?: string | undefined;
}

/** Returns the final counts, one per line, with the reasons, the warnings and the unknown countries. */
export function showReport({ counts, isFileOnly }: ImportReport): string[] {
  const { read, valid, outcomes, rejected, skipped, warnings, reasons, unknownCountries } = counts;
  const checked = isFileOnly ? { valid } : outcomes;
  const lines = [
    ...showCounts({ read, ...checked, ...(skipped > 0 && { skipped }), rejected }),
    ...showTexts(reasons.kept),
    ...showCounts({ warnings: warnings.total }),
    ...showTexts(warnings.kept),
  ];
  const names = unknownCountries.kept.map(([name, count]) => `${name} (${count})`);
  if (names.length > 0) {
    lines.push(`countries  left out, as ISO 3166 has no code for them: ${names.join(', ')}`);
  }
  return lines;
}

function showCounts(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([name, count]) => `${name.padEnd(10)} ${count}`);
}

function showTexts(texts: readonly (readonly [text: string, count: number])[]): string[] {
  return texts.map(([text, count]) => `  ${count.toLocaleString('en-US')} × ${text}`);
}

/** Returns the report as JSON. */
export function importJsonReport(report: ImportReport): string {
  const { counts, isDryRun, isFileOnly = false, isComplete, rejectsFile, reportFile } = report;
  const { read, valid, outcomes, rejected, skipped, warnings, reasons, unknownCountries } = counts;
  return JSON.stringify({
    dry_run: isDryRun,
    checked_by: isFileOnly ? 'file' : 'server',
    complete: isComplete,
    read,
    valid,
    ...outcomes,
    rejected,
    reasons: Object.fromEntries(reasons.kept),
    skipped,
    shared_emails: counts.sharedEmails,
    warnings: warnings.total,
    countries_left_out: Object.fromEntries(unknownCountries.kept),
    rejects_file: rejectsFile ?? null,
    report_file: reportFile ?? null,
  });
}
