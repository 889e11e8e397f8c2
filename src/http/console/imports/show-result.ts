import { html } from '../../pages/html.ts';
import { figureList } from '../figure-list.ts';
import { showTime } from '../show-time.ts';
import { messageList } from './import-parts.ts';
import type { PrintedReport } from './task-runner.ts';
import type { TaskResult, UploadedFile } from './uploaded-file.ts';

const COUNTS = [
  'read',
  'created',
  'updated',
  'unchanged',
  'linked',
  'stale',
  'skipped',
  'rejected',
  'warnings',
] as const;

/** Renders the counts of a dry run or an import, the reasons, and the files to download. */
export function showResult({ id }: UploadedFile, { at, report, messages }: TaskResult) {
  return html`${report && counts(report)}
<p class="faint">Ended ${showTime(at)}.</p>
${report && reasons('Reasons of the rejected rows', 'Reason', report.reasons)}
${report && reasons('Countries that were left out', 'Name', report.countries_left_out)}
${report && downloads(id, report)}
${messages.length > 0 && html`<details><summary>Messages of the import</summary>${messageList(messages)}</details>`}`;
}

function counts(report: PrintedReport) {
  return figureList(
    COUNTS.map((name) => [name, report[name].toLocaleString('en')]),
    'many',
  );
}

function reasons(title: string, column: string, found: Readonly<Record<string, number>>) {
  const rows = Object.entries(found);
  return (
    rows.length > 0 &&
    html`<h3>${title}</h3>
<div class="scroll" tabindex="0"><table><thead><tr><th class="number">Rows</th><th>${column}</th></tr></thead><tbody>${rows.map(
      ([reason, count]) =>
        html`<tr><td class="number">${count.toLocaleString('en')}</td><td>${reason}</td></tr>`,
    )}</tbody></table></div>`
  );
}

function downloads(id: string, { rejects_file: rejects, report_file: report }: PrintedReport) {
  return (
    (rejects !== null || report !== null) &&
    html`<div class="actions">${rejects !== null && html`<a class="button plain" href="/console/imports/${id}/rejects" download>Download the rejected rows</a>`}${report !== null && html`<a class="button plain" href="/console/imports/${id}/report" download>Download the report</a>`}</div>
${rejects !== null && html`<p class="faint">The first columns of the rejected rows name the line and the reason. Correct the rows in that file and upload it as a further import.</p>`}
${report !== null && html`<p class="faint">The report lists the rows that were linked, changed or skipped, or that have a warning.</p>`}`
  );
}
