import type { Merchant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { formToken } from '../layout.ts';
import { merchantName } from '../merchant-name.ts';
import type { PageRequest } from '../page-request.ts';
import type { ImportService } from './import-service.ts';
import type { UploadedFile } from './uploaded-file.ts';

/** Returns the imports of the console. Only the pages of imports call it, and the console has them only with imports. */
export function importsOf({ services }: PageRequest): ImportService {
  return services.imports as ImportService;
}

export type Step = 'Mapping' | 'Dry run' | 'Import';

const STEPS: readonly Step[] = ['Mapping', 'Dry run', 'Import'];

/** Renders the head of the pages of one file: its name, the target, and the steps. */
export function importHead(
  { name, tenant, settings }: UploadedFile,
  merchants: readonly Merchant[],
  step: Step,
) {
  return html`<p class="back"><a href="/console/imports">Imports</a></p>
<h1>${name}</h1>
<p>${merchantName(merchants, tenant.merchantId)} <span class="badge ${tenant.mode}">${tenant.mode}</span> <span class="faint">source</span> <code>${settings.source}</code></p>
<ol class="steps" aria-label="Steps">${STEPS.map(
    (one) => html`<li${one === step && html` aria-current="step"`}>${one}</li>`,
  )}</ol>`;
}

/** Says that another import is running, which this one waits for. */
export function busyMessage(busy: UploadedFile | undefined, { id }: UploadedFile) {
  return (
    busy &&
    busy.id !== id &&
    html`<p class="message warn" role="status">Another import is running: <a href="/console/imports/${busy.id}">${busy.name}</a>. One runs at a time. Wait until it has ended, or cancel it.</p>`
  );
}

export function removeForm({ session }: PageRequest, { id }: UploadedFile) {
  return html`<form method="post" action="/console/imports/${id}/remove">${formToken(session)}<button class="danger">Remove the file</button></form>`;
}

/** Renders messages of an import, one per line. */
export function messageList(messages: readonly string[]) {
  return (
    messages.length > 0 &&
    html`<ul class="messages">${messages.map((message) => html`<li>${message}</li>`)}</ul>`
  );
}
