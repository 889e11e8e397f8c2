import { COUNTED_MATCHES, type CustomerPage } from '../../../domain/store/store.ts';
import { html } from '../../pages/html.ts';
import { firstUpsert } from '../curl-command.ts';
import { layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { showTime } from '../show-time.ts';
import { type TenantChoice, tenantField, tenantParam } from '../tenant-choice.ts';

export interface CustomersShown extends CustomerPage {
  readonly search: string;
  readonly offset: number;
  readonly pageLength: number;
}

export function showCustomers(pageRequest: PageRequest, choice: TenantChoice, shown: CustomersShown): string {
  const { items, search, offset, total } = shown;
  const tenant = choice.chosen ? tenantParam(choice.chosen) : '';
  const body = html`<h1>Customers</h1>
${pageRequest.services.imports && html`<p><a class="button plain" href="/console/imports">Import a file</a></p>`}
<form class="picker" method="get" action="/console/customers" role="search">
<div class="wide"><label for="search">Search</label><input id="search" name="search" type="search" value="${search}" placeholder="Name, email, phone or external id"></div>
${tenantField(choice)}
<button>Search</button>
</form>
${
  items.length === 0
    ? emptyState(pageRequest, search)
    : html`<p class="faint">${countText(shown)}</p>
<div class="scroll" tabindex="0"><table><thead><tr><th>Customer</th><th>References</th><th>Created</th><th>Updated</th></tr></thead><tbody>${items.map(
        ({ id, fields, references, createdAt, updatedAt }) =>
          html`<tr><td><a href="/console/customers/${id}?tenant=${tenant}">${fields.name ?? fields.email}</a>${fields.name !== undefined && html`<br><span class="faint">${fields.email}</span>`}</td><td>${references.map(({ source, externalId }) => html`<span class="reference"><span class="faint">${source}</span> <code>${externalId}</code></span>`)}</td><td>${showTime(createdAt)}</td><td>${showTime(updatedAt)}</td></tr>`,
      )}</tbody></table></div>
${pager(shown, (at) => `/console/customers?${new URLSearchParams({ tenant, search, offset: String(at) })}`)}`
}`;
  return layout(pageRequest, { title: 'Customers', body });

  function countText({ hasMore, pageLength }: CustomersShown): string {
    const upTo = `${offset + 1} to ${offset + Math.min(pageLength, items.length)}`;
    if (total !== undefined) return `${upTo} of ${total.toLocaleString('en')}`;
    return hasMore ? `${upTo} of more than ${COUNTED_MATCHES.toLocaleString('en')}` : upTo;
  }
}

function emptyState({ services: { hasDocs }, origin }: PageRequest, search: string) {
  return search === ''
    ? html`<div class="empty"><p>This merchant has no customers in this mode yet.${hasDocs && html` The <a href="/docs#upsert">upsert guide</a> explains the request.`} The first upsert with a key of this merchant and mode creates one:</p>${firstUpsert(origin)}</div>`
    : html`<p class="empty">No customer matches <strong>${search}</strong>. A search of fewer than three characters finds only the beginnings of words.</p>`;
}

function pager({ offset, pageLength, hasMore }: CustomersShown, linkTo: (offset: number) => string) {
  return html`<p class="pager">${offset > 0 && html`<a class="button plain" href="${linkTo(Math.max(0, offset - pageLength))}" rel="prev">Newer</a>`}${hasMore && html`<a class="button plain" href="${linkTo(offset + pageLength)}" rel="next">Older</a>`}</p>`;
}
