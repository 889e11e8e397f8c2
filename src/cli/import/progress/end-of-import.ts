import { EMAIL_IN_USE } from './reject-reason.ts';
import type { ImportReport } from './report.ts';

/** Returns what the user can do after an import, one sentence per line. */
export function showEnd({ counts, isFileOnly, isDryRun, reportFile, hasKey }: ImportReport): string[] {
  const lines: string[] = [];
  const refused = counts.reasons.kept.find(([reason]) => reason === EMAIL_IN_USE)?.[1] ?? 0;
  const count = refused + counts.sharedEmails;
  if (count > 0) {
    const rows = `${count.toLocaleString('en-US')} ${count === 1 ? 'row has' : 'rows have'}`;
    const effect = isFileOnly
      ? 'Most servers refuse such rows'
      : isDryRun
        ? 'The server refuses such rows'
        : 'The server has refused them';
    lines.push(
      `${rows} the email of another customer, such as a relative. ${effect}; a server that runs upsertd serve --shared-emails allow accepts them.`,
    );
  }
  if (reportFile !== undefined) {
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
