import { type CustomerEvent, EVENT_TYPES, type EventType } from '../../../domain/event.ts';
import type { CursorSlice } from '../../../domain/lists/cursor-page.ts';
import type { Tenant } from '../../../domain/tenant.ts';
import { booleanAttribute, html } from '../../pages/html.ts';
import { showEvent } from '../../response/event-view.ts';
import { firstUpsert } from '../curl-command.ts';
import { indentedJson } from '../indented-json.ts';
import { layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { showTime } from '../show-time.ts';
import { type TenantChoice, tenantField, tenantParam } from '../tenant-choice.ts';
import { showChange } from './event-change.ts';

export interface EventsShown extends CursorSlice<CustomerEvent> {
  readonly type: EventType | undefined;
  /** The customer whose events the page shows; empty for all customers. */
  readonly customerId: string;
}

export function showEvents(pageRequest: PageRequest, choice: TenantChoice, shown: EventsShown): string {
  const { items, hasMore, type, customerId } = shown;
  const tenant = choice.chosen ? tenantParam(choice.chosen) : '';
  const last = items.at(-1);
  const older = new URLSearchParams({
    tenant,
    type: type ?? '',
    customer: customerId,
    after: last?.id ?? '',
  });
  const body = html`<h1>Events</h1>
<form class="picker" method="get" action="/console/events" role="search">
${tenantField(choice)}
<div><label for="type">Type</label><select id="type" name="type"><option value="">every type</option>${EVENT_TYPES.map((one) => html`<option${booleanAttribute('selected', one === type)}>${one}</option>`)}</select></div>
<div class="wide"><label for="customer">Customer id</label><input id="customer" name="customer" value="${customerId}" placeholder="every customer"></div>
<button>Show</button>
</form>
${
  last === undefined
    ? emptyState(pageRequest, shown)
    : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Event</th><th>Type</th><th>Time</th><th>Customer</th><th>Request id</th></tr></thead><tbody>${items.map(
        ({ id, sequence, type: own, createdAt, customer, requestId }) =>
          html`<tr><td><a href="/console/events/${id}?tenant=${tenant}">${sequence}</a></td><td>${own}</td><td>${showTime(createdAt)}</td><td><a href="/console/customers/${customer.id}?tenant=${tenant}">${customer.fields.name ?? customer.fields.email}</a></td><td>${requestId === null ? html`<span class="faint">none</span>` : html`<code>${requestId}</code>`}</td></tr>`,
      )}</tbody></table></div>
${hasMore && html`<p class="pager"><a class="button plain" href="/console/events?${older.toString()}" rel="next">Older</a></p>`}`
}`;
  return layout(pageRequest, { title: 'Events', body });
}

function emptyState({ origin }: PageRequest, { type, customerId }: EventsShown) {
  return type !== undefined || customerId !== ''
    ? html`<p class="empty">No event matches. Choose another type, or leave the customer id empty.</p>`
    : html`<div class="empty"><p>This merchant has no events in this mode yet. The first upsert creates one:</p>${firstUpsert(origin)}</div>`;
}

export function showEventPage(pageRequest: PageRequest, tenant: Tenant, event: CustomerEvent): string {
  const { services } = pageRequest;
  const { customer, previous } = event;
  const param = tenantParam(tenant);
  const title = `Event ${event.sequence}`;
  const text = (value: string | null) =>
    value === null ? html`<span class="faint">none</span>` : html`<code>${value}</code>`;
  const body = html`<p class="back"><a href="/console/events?tenant=${param}">Events</a></p>
<h1>${title} <span class="badge ${tenant.mode}">${tenant.mode}</span></h1>
<dl class="facts"><dt>Type</dt><dd>${event.type}</dd><dt>Time</dt><dd>${showTime(event.createdAt)}</dd><dt>Customer</dt><dd><a href="/console/customers/${customer.id}?tenant=${param}">${customer.fields.name ?? customer.fields.email}</a> (<a href="/console/events?tenant=${param}&customer=${customer.id}">all events of this customer</a>)</dd><dt>Request id</dt><dd>${text(event.requestId)}${event.requestId !== null && html` (<a href="/console/requests?id=${encodeURIComponent(event.requestId)}">find it in the log</a>)`}</dd><dt>Idempotency-Key</dt><dd>${text(event.idempotencyKey)}</dd><dt>Id</dt><dd><code>${event.id}</code></dd></dl>
${previous && html`<section aria-labelledby="change"><h2 id="change">Change</h2>${showChange(event)}</section>`}
<section aria-labelledby="event"><h2 id="event">The event in the API</h2>${indentedJson(showEvent(event, tenant.mode, services.contract.versions.at(-1) as string))}</section>`;
  return layout(pageRequest, { title, body });
}
