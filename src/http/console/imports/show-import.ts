import type { Merchant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { formToken, layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { tenantParam } from '../tenant-choice.ts';
import { busyMessage, importHead, importsOf, removeForm } from './import-parts.ts';
import { showResult } from './show-result.ts';
import { isUnfinished, type UploadedFile } from './uploaded-file.ts';

export interface ImportShown {
  readonly upload: UploadedFile;
  readonly merchants: readonly Merchant[];
  /** Why the last form was rejected. */
  readonly error?: string | undefined;
}

/** Renders a running task with its progress. */
export function showRunning(pageRequest: PageRequest, { upload, merchants }: ImportShown): string {
  const { session } = pageRequest;
  const imports = importsOf(pageRequest);
  const { rows = 0, position = 0, size = 0 } = imports.progressOf(upload.id) ?? {};
  const isDryRun = upload.task !== 'import';
  const share = size > 0 ? Math.floor((position / size) * 100) : 0;
  const body = html`${importHead(upload, merchants, isDryRun ? 'Dry run' : 'Import')}
<h2>${isDryRun ? 'The dry run is running' : 'The import is running'}</h2>
<div id="live" data-live>${
    size > 0
      ? html`<progress aria-label="Progress" max="${size}" value="${position}">${share} %</progress><p>${share} % of the file, ${rows.toLocaleString('en')} rows</p>`
      : html`<progress aria-label="Progress"></progress><p>The server is reading the file.</p>`
  }</div>
<div class="actions"><a class="button plain" href="/console/imports/${upload.id}">Show the progress now</a>
<form method="post" action="/console/imports/${upload.id}/cancel">${formToken(session)}<button class="danger">Cancel</button></form></div>
${!isDryRun && html`<p class="faint">An import that is cancelled keeps the customers that it has written. It can be resumed.</p>`}`;
  return layout(pageRequest, { title: upload.name, body });
}

/** Renders the result of the last dry run or import, and the form that starts the next one. */
export function showImport(pageRequest: PageRequest, { upload, merchants, error }: ImportShown): string {
  const imports = importsOf(pageRequest);
  const { id, run, dryRun } = upload;
  const isStopped = isUnfinished(upload);
  const result = run ?? dryRun;
  const message = run
    ? isStopped
      ? html`<p class="message warn" role="status">${run.isInterrupted ? 'The server ended while the import was running.' : 'The import stopped before the end of the file.'} Rows that were imported stay. To continue after the last one, resume the import.</p>`
      : html`<p class="message ${run.report?.rejected === 0 ? 'good' : 'warn'}" role="status">${run.report?.rejected === 0 ? 'Every row was imported.' : 'The import is complete. Some rows were rejected.'}</p>`
    : dryRun?.report?.complete !== true &&
      html`<p class="message bad" role="alert">The dry run did not reach the end of the file. Change the mapping, or start the dry run again.</p>`;
  const mayRun = isStopped || (!run && dryRun?.report?.complete === true);
  const body = html`${importHead(upload, merchants, run ? 'Import' : 'Dry run')}
${busyMessage(imports.busy, upload)}
${error !== undefined && html`<p class="message bad" role="alert">${error}</p>`}
${message}
<h2>${run ? 'What the import did' : 'What the import would do'}</h2>
${result && showResult(upload, result)}
${mayRun && runForm(pageRequest, upload, merchants, isStopped)}
<div class="actions"><a class="button plain" href="/console/imports/${id}/mapping">Change the mapping</a>
<a class="button plain" href="/console/customers?tenant=${tenantParam(upload.tenant)}">Show the customers</a>
${removeForm(pageRequest, upload)}</div>`;
  return layout(pageRequest, { title: upload.name, body });
}

function runForm(
  { session }: PageRequest,
  { id, tenant }: UploadedFile,
  merchants: readonly Merchant[],
  isStopped: boolean,
) {
  const name = merchants.find((merchant) => merchant.id === tenant.merchantId)?.name;
  const label = isStopped ? 'Resume the import' : `Import into ${tenant.mode} data`;
  return html`<form method="post" action="/console/imports/${id}/run" class="card">${formToken(session)}
<h2>${label}</h2>
${
  tenant.mode === 'live' &&
  html`<p class="message warn">This import writes live data.</p>
<label for="confirm">Type the name of the merchant, <strong>${name}</strong>, to confirm</label><input id="confirm" name="confirm" required autocomplete="off">`
}
<button>${label}</button></form>`;
}
