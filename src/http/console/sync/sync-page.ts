import { showInstant } from '../../../domain/instant.ts';
import { MOST_CHANGES, type SyncState, type SyncStateFields } from '../../../domain/sync-state.ts';
import { html } from '../../pages/html.ts';
import { layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { showTime } from '../show-time.ts';
import { chooseTenant, tenantForm } from '../tenant-choice.ts';

/** Shows how far each source is synchronised, with the newest changes of each row. */
export async function syncPage(pageRequest: PageRequest): Promise<PageResponse> {
  const choice = await chooseTenant(pageRequest);
  const { services, session } = pageRequest;
  const states = choice.chosen ? await services.store.syncStates.list(choice.chosen) : [];
  const body = html`<h1>Sync state</h1>
${tenantForm('/console/sync', choice)}
<div id="live" data-live>${
    states.length === 0
      ? html`<p class="empty">No source has stored a sync state in this mode yet. <code>upsertd pull</code> stores one after each run.</p>`
      : states.map(section)
  }</div>`;
  return htmlResponse(layout({ title: 'Sync state', session, body }));
}

function section({ source, resourceType, fields, updatedAt, changes }: SyncState) {
  const name = `${source} · ${resourceType}`;
  return html`<section class="card" aria-label="${name}"><h2>${name}</h2>
<dl class="facts"><dt>Status</dt><dd>${fields.lastSyncStatus ?? 'none'}</dd><dt>Last synchronisation</dt><dd>${lastSync(fields)}</dd><dt>Error</dt><dd>${fields.lastSyncError ?? 'none'}</dd><dt>Items</dt><dd>${fields.itemsSynced?.toLocaleString('en') ?? 'not stored'}</dd><dt>Cursor</dt><dd><code>${fields.cursor ?? 'none'}</code></dd><dt>Changed</dt><dd>${showTime(updatedAt)}</dd></dl>
<details><summary>Changes (${changes.length}), the newest first, at most ${MOST_CHANGES}</summary><div class="scroll" tabindex="0"><table><thead><tr><th>Time</th><th>Status</th><th class="number">Items</th><th>Error</th><th>Cursor</th></tr></thead><tbody>${changes.map(
    (change) =>
      html`<tr><td>${showTime(change.at)}</td><td>${change.fields.lastSyncStatus ?? ''}</td><td class="number">${change.fields.itemsSynced?.toLocaleString('en') ?? ''}</td><td>${change.fields.lastSyncError ?? ''}</td><td><code>${change.fields.cursor ?? ''}</code></td></tr>`,
  )}</tbody></table></div></details></section>`;
}

function lastSync({ lastSyncAt }: SyncStateFields): string {
  return lastSyncAt === undefined ? 'not stored' : showInstant(lastSyncAt);
}
