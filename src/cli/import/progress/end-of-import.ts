import type { ImportOptions } from '../import-options.ts';
import { EMAIL_IN_USE, WRONG_TIME } from './reject-reason.ts';
import type { ImportReport } from './report.ts';

/** Returns what the user can do after an import, one sentence per line. */
export function showEnd(report: ImportReport): string[] {
  const { counts, isFileOnly, isDryRun, isForProgram, reportFile, hasKey } = report;
  const lines: string[] = [];
  const refused = counts.reasons.kept.find(([reason]) => reason === EMAIL_IN_USE)?.[1] ?? 0;
  const count = refused + counts.sharedEmails;
  if (count > 0) {
    const rows = `${count.toLocaleString('en-US')} ${count === 1 ? 'row has' : 'rows have'}`;
    const effect = isFileOnly
      ? 'Most servers refuse such rows'
      : isDryRun
        ? 'The server refuses such rows'
        : `The server has refused ${count === 1 ? 'it' : 'them'}`;
    lines.push(
      `${rows} the email of another customer, such as a relative. ${effect}; a server that runs upsertd serve --shared-emails allow accepts them.`,
    );
  }
  if (counts.reasons.kept.some(([reason]) => reason === WRONG_TIME)) {
    lines.push(
      'For times in another format, set it, such as --date-format "dd.MM.yyyy HH:mm" --time-zone Europe/Oslo.',
    );
  }
  if (reportFile !== undefined && !isForProgram) {
    lines.push(
      `The rows that were linked, changed or skipped, or that have a warning, are in ${reportFile}.`,
    );
  }
  if (isFileOnly && hasKey === false) {
    lines.push(
      'The dry run has checked the file alone. With an API key it asks the server too, which knows the customers that exist.',
    );
  }
  return lines;
}

/** Returns where the rejected rows are, and how to import them again. */
export function describeRejects(
  path: string,
  options: Pick<ImportOptions, 'dryRun' | 'skipLines' | 'sheet'>,
): string {
  const found = `The rejected rows and their reasons are in ${path}.`;
  if (options.dryRun) return found;
  const unset = [
    ...(options.skipLines === undefined ? [] : ['--skip-lines']),
    ...(options.sheet === undefined ? [] : ['--sheet']),
  ];
  const without = unset.length === 0 ? '' : `, without ${unset.join(' and ')}`;
  return `${found} Correct them there, and import that file with the same options${without}.`;
}
