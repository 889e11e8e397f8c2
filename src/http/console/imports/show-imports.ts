import { html } from '../../pages/html.ts';
import { formToken, layout } from '../layout.ts';
import { merchantName } from '../merchant-name.ts';
import type { PageRequest } from '../page-request.ts';
import { showBytes } from '../show-quantity.ts';
import { showTime } from '../show-time.ts';
import { chooseTenant, tenantField } from '../tenant-choice.ts';
import { importsOf } from './import-parts.ts';
import { STORED_MS, type UploadedFile } from './uploaded-file.ts';
import { MAX_UPLOADS } from './uploads.ts';

/** Renders the form of an upload and the uploaded files. @param error a sentence about the last upload. */
export async function showImports(pageRequest: PageRequest, error?: string): Promise<string> {
  const { session } = pageRequest;
  const imports = importsOf(pageRequest);
  const choice = await chooseTenant(pageRequest);
  const uploads = imports.uploads.list();
  const body = html`<h1>Imports</h1>
${error !== undefined && html`<p class="message bad" role="alert">${error}</p>`}
<p>Upload a CSV, JSON or Excel file of customers. The next pages show which field receives which column, and what the import would do. Nothing is written before you confirm it.</p>
${
  choice.merchants.length === 0
    ? html`<p class="empty">There is no merchant yet. Create one with <code>upsertd merchants create --name "NAME"</code>.</p>`
    : html`<form method="post" action="/console/imports" enctype="multipart/form-data" class="grid">${formToken(session)}
${tenantField(choice)}
<div><label for="source">Source <span class="faint">(the system of the customers)</span></label><input id="source" name="source" required maxlength="64" pattern="[A-Za-z0-9_.\\-]+" placeholder="practicehub"></div>
<div><label for="file">File <span class="faint">(at most ${showBytes(imports.uploads.maxBytes)})</span></label><input id="file" name="file" type="file" required accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.xlsx,.gz"></div>
<p><button>Upload</button></p>
</form>`
}
<h2>Uploaded files</h2>
<p class="faint">The server stores at most ${MAX_UPLOADS} files, each with its results, and removes them ${STORED_MS / 3_600_000} hours after their last change.</p>
${
  uploads.length === 0
    ? html`<p class="empty">There are no uploaded files.</p>`
    : html`<div class="scroll" tabindex="0"><table><thead><tr><th>File</th><th>Merchant</th><th>Source</th><th>Size</th><th>Uploaded</th><th>State</th><th>Remove</th></tr></thead><tbody>${uploads.map(
        (upload) =>
          html`<tr><td><a href="/console/imports/${upload.id}">${upload.name}</a></td><td>${merchantName(choice.merchants, upload.tenant.merchantId)} <span class="badge ${upload.tenant.mode}">${upload.tenant.mode}</span></td><td>${upload.settings.source}</td><td>${showBytes(upload.bytes)}</td><td>${showTime(upload.uploadedAt)}</td><td>${stateOf(upload)}</td><td>${upload.task === undefined && html`<form method="post" action="/console/imports/${upload.id}/remove">${formToken(session)}<button class="plain" aria-label="Remove ${upload.name}">Remove</button></form>`}</td></tr>`,
      )}</tbody></table></div>`
}`;
  return layout(pageRequest, { title: 'Imports', body });
}

/** Describes how far the import of a file is. */
export function stateOf({ task, run, dryRun }: Pick<UploadedFile, 'task' | 'run' | 'dryRun'>): string {
  if (task !== undefined)
    return { plan: 'is being read', dry_run: 'dry run', import: 'is being imported' }[task];
  if (run) return run.report?.complete ? 'imported' : 'stopped';
  return dryRun?.report?.complete ? 'ready to import' : 'mapping';
}
