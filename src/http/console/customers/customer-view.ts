import { toSnake } from '../../../contract/field-names.ts';
import type { Customer, HeldReference } from '../../../domain/customer.ts';
import type { CustomerEvent } from '../../../domain/event.ts';
import type { CursorSlice } from '../../../domain/lists/cursor-page.ts';
import type { RecordKind, RecordOf } from '../../../domain/records.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { html } from '../../pages/html.ts';
import { showChange } from '../events/event-change.ts';
import { layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { showMoney } from '../show-money.ts';
import { showInstantTime, showTime, showTimeText } from '../show-time.ts';
import { showValue } from '../show-value.ts';
import { tenantParam } from '../tenant-choice.ts';

export interface CustomerShown {
  readonly tenant: Tenant;
  readonly customer: Customer;
  readonly history: CursorSlice<CustomerEvent>;
  readonly records: readonly ({ readonly kind: RecordKind } & CursorSlice<RecordOf[RecordKind]>)[];
}

export function showCustomerPage(pageRequest: PageRequest, shown: CustomerShown): string {
  const { tenant, customer, history, records } = shown;
  const { fields, references, createdAt, updatedAt, version } = customer;
  const title = fields.name ?? fields.email;
  const body = html`<p class="back"><a href="/console/customers?tenant=${tenantParam(tenant)}">Customers</a></p>
<h1>${title} <span class="badge ${tenant.mode}">${tenant.mode}</span></h1>
<div class="pair">
<section aria-labelledby="fields"><h2 id="fields">Fields</h2><dl class="facts">${Object.entries(fields).map(
    ([name, value]) => html`<dt>${toSnake(name)}</dt><dd>${showValue(value)}</dd>`,
  )}<dt>id</dt><dd><code>${customer.id}</code></dd><dt>created</dt><dd>${showTime(createdAt)}</dd><dt>updated</dt><dd>${showTime(updatedAt)}</dd><dt>version</dt><dd>${version}</dd></dl></section>
<section aria-labelledby="references"><h2 id="references">References</h2>${showReferences(references)}</section>
</div>
<section aria-labelledby="history"><h2 id="history">History</h2>${showHistory(history, tenantParam(tenant))}</section>
${records.map((slice) => showRecords(slice))}`;
  return layout(pageRequest, { title, body });
}

function showReferences(references: readonly HeldReference[]) {
  if (references.length === 0) return html`<p class="empty">This customer has no references.</p>`;
  return html`<div class="scroll" tabindex="0"><table><thead><tr><th>Source</th><th>External id</th><th>Last change in the source</th><th>Linked</th></tr></thead><tbody>${references.map(
    ({ source, externalId, externalUpdatedAt, linkedAt }) =>
      html`<tr><td>${source}</td><td><code>${externalId}</code></td><td>${externalUpdatedAt ? showInstantTime(externalUpdatedAt) : 'not sent'}</td><td>${showTime(linkedAt)}</td></tr>`,
  )}</tbody></table></div>`;
}

function showHistory({ items, hasMore }: CursorSlice<CustomerEvent>, tenant: string) {
  return html`<ol class="history">${items.map(
    (event) =>
      html`<li><p><strong>${event.type}</strong> ${showTime(event.createdAt)} <span class="faint"><a href="/console/events/${event.id}?tenant=${tenant}">event ${event.sequence}</a>${event.requestId !== null && html`, request <code>${event.requestId}</code>`}</span></p>${showChange(event)}</li>`,
  )}</ol>${hasMore && html`<p class="faint">The page shows the newest events. <a href="/console/events?tenant=${tenant}&customer=${items[0]?.customer.id ?? ''}">All events of this customer</a>.</p>`}`;
}

function showRecords({ kind, items, hasMore }: CustomerShown['records'][number]) {
  if (items.length === 0) return null;
  return html`<section aria-labelledby="${kind}"><h2 id="${kind}" class="capital">${kind}</h2><div class="scroll" tabindex="0"><table><thead><tr><th>Created</th><th>Status</th><th class="number">Amount</th><th>Id</th></tr></thead><tbody>${items.map(
    (record) =>
      html`<tr><td>${showTimeText(record.created_at)}</td><td>${record.status}</td><td class="number">${amountOf(record)}</td><td><code>${record.id}</code></td></tr>`,
  )}</tbody></table></div>${hasMore && html`<p class="faint">The page shows the newest records.</p>`}</section>`;
}

function amountOf(record: RecordOf[RecordKind]): string {
  const minor =
    'total_minor' in record ? record.total_minor : 'amount_minor' in record ? record.amount_minor : null;
  return minor === null || !('currency' in record) ? '–' : showMoney(minor, record.currency);
}
