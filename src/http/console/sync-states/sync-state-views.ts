import { MOST_CHANGES, type SyncState, type SyncStateFields } from '../../../domain/sync-state.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { curlBlock, curlCommand } from '../curl-command.ts';
import { layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { showInstantTime, showTime } from '../show-time.ts';
import { type TenantChoice, tenantForm, tenantParam } from '../tenant-choice.ts';

const NOT_SENT = html`<span class="faint">not sent</span>`;

export function showSyncStates(
  pageRequest: PageRequest,
  choice: TenantChoice,
  states: readonly SyncState[],
): string {
  const { chosen } = choice;
  const body = html`<h1>Sync states</h1>
<p class="faint">Each source stores here how far it has synchronised a resource type. The console shows the states; only a source changes them.</p>
${tenantForm('/console/sync-states', choice)}
<div id="live" data-live>${
    states.length === 0
      ? chosen && emptyState(pageRequest, chosen)
      : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Status</th><th>Source</th><th>Resource type</th><th>Last synchronisation</th><th class="number">Items</th><th>Error</th><th>Changed</th></tr></thead><tbody>${states.map(
          ({ id, source, resourceType, fields, updatedAt }) =>
            html`<tr><td>${statusOf(fields)}</td><td><a href="/console/sync-states/${id}${chosen && `?tenant=${tenantParam(chosen)}`}">${source}</a></td><td>${resourceType}</td><td>${lastSyncOf(fields)}</td><td class="number">${itemsOf(fields)}</td><td>${fields.lastSyncError ?? '–'}</td><td>${showTime(updatedAt)}</td></tr>`,
        )}</tbody></table></div>`
  }</div>`;
  return layout(pageRequest, { title: 'Sync states', body });
}

export function showSyncStatePage(pageRequest: PageRequest, tenant: Tenant, state: SyncState): string {
  const { id, source, resourceType, fields, createdAt, updatedAt, changes } = state;
  const title = `${source} ${resourceType}`;
  const body = html`<p class="back"><a href="/console/sync-states?tenant=${tenantParam(tenant)}">Sync states</a></p>
<h1>${title} <span class="badge ${tenant.mode}">${tenant.mode}</span></h1>
<dl class="facts"><dt>Status</dt><dd>${statusOf(fields)}</dd><dt>Last synchronisation</dt><dd>${lastSyncOf(fields)}</dd><dt>Error</dt><dd>${fields.lastSyncError ?? '–'}</dd><dt>Cursor</dt><dd>${cursorOf(fields)}</dd><dt>Items</dt><dd>${itemsOf(fields)}</dd><dt>Created</dt><dd>${showTime(createdAt)}</dd><dt>Changed</dt><dd>${showTime(updatedAt)}</dd><dt>Id</dt><dd><code>${id}</code></dd></dl>
<section aria-labelledby="changes"><h2 id="changes">The last changes, at most ${MOST_CHANGES}</h2><div class="scroll" tabindex="0"><table><thead><tr><th>Status</th><th>Time</th><th class="number">Items</th><th>Cursor</th><th>Error</th></tr></thead><tbody>${changes.map(
    ({ at, fields: own }) =>
      html`<tr><td>${statusOf(own)}</td><td>${showTime(at)}</td><td class="number">${itemsOf(own)}</td><td>${cursorOf(own)}</td><td>${own.lastSyncError ?? '–'}</td></tr>`,
  )}</tbody></table></div></section>`;
  return layout(pageRequest, { title, body });
}

function emptyState({ origin, services }: PageRequest, { merchantId }: Tenant) {
  const template = services.contract.operations.find(({ id }) => id === 'putSyncState')?.path ?? '';
  const values = { source: 'practicehub', merchantId, resourceType: 'customers' };
  const path = Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, value),
    template,
  );
  const body = '{ "lastSyncStatus": "success", "cursor": "2026-01-31" }';
  return html`<div class="empty"><p>No source has stored a sync state for this merchant in this mode. <code>upsertd pull</code> stores one after each run. A program of your own stores its first one with:</p>${curlBlock(curlCommand({ method: 'PUT', origin, path, body }))}</div>`;
}

function statusOf({ lastSyncStatus }: SyncStateFields) {
  return lastSyncStatus === undefined
    ? NOT_SENT
    : html`<span class="badge ${lastSyncStatus}">${lastSyncStatus}</span>`;
}

function lastSyncOf({ lastSyncAt }: SyncStateFields) {
  return lastSyncAt === undefined ? NOT_SENT : showInstantTime(lastSyncAt);
}

function itemsOf({ itemsSynced }: SyncStateFields) {
  return itemsSynced === undefined ? '–' : itemsSynced.toLocaleString('en');
}

function cursorOf({ cursor }: SyncStateFields) {
  return cursor === undefined ? NOT_SENT : html`<code>${cursor}</code>`;
}
