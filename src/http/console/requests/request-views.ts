import type { ApiKey } from '../../../domain/keys/api-key.ts';
import type { Merchant } from '../../../domain/tenant.ts';
import { booleanAttribute, html } from '../../pages/html.ts';
import { firstUpsert } from '../curl-command.ts';
import { layout } from '../layout.ts';
import type { PageRequest } from '../page-request.ts';
import { showTime } from '../show-time.ts';
import { tenantOptions } from '../tenant-choice.ts';
import type { RequestFilter } from './request-filter.ts';
import { type LoggedRequest, MAX_LOGGED_REQUESTS } from './request-log.ts';
import { requestLine, resultOf, statusBadge } from './request-parts.ts';

export interface RequestsShown {
  readonly requests: readonly LoggedRequest[];
  readonly filter: RequestFilter;
  readonly onlyProblems: boolean;
  readonly keys: readonly ApiKey[];
  readonly merchants: readonly Merchant[];
}

export function showRequests(pageRequest: PageRequest, shown: RequestsShown): string {
  const { requests, filter, onlyProblems, keys } = shown;
  const names = new Map(keys.map(({ id, name }) => [id, name]));
  const body = html`<h1>Requests</h1>
<p class="tabs"><a href="/console/requests"${!onlyProblems && html` aria-current="page"`}>All</a> <a href="/console/requests?only=problems"${onlyProblems && html` aria-current="page"`}>Errors</a> <span class="faint">The last ${MAX_LOGGED_REQUESTS} requests since the server started. The log stores routes instead of paths and no bodies, except small bodies of sandbox requests.</span></p>
<details class="search"${booleanAttribute('open', filter.isSet)}><summary>Search</summary>${searchForm(shown)}</details>
${filter.errors.length > 0 && html`<div class="message bad" role="alert"><ul>${filter.errors.map((sentence) => html`<li>${sentence}</li>`)}</ul></div>`}
<div id="live" data-live>${
    requests.length === 0
      ? emptyState(pageRequest, shown)
      : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Status</th><th>Time</th><th>Request</th><th>Result</th><th class="number">Duration</th><th>Key</th></tr></thead><tbody>${requests.map(
          (request) =>
            html`<tr><td>${statusBadge(request)}</td><td><a href="/console/requests/${request.number}">${showTime(request.at)}</a></td><td class="line">${requestLine(request)}</td><td>${resultOf(request)}</td><td class="number">${request.milliseconds.toFixed(1)} ms</td><td>${keyOf(request, names)}</td></tr>`,
        )}</tbody></table></div>`
  }</div>`;
  return layout(pageRequest, { title: 'Requests', body });
}

function searchForm({ filter: { values }, keys, merchants }: RequestsShown) {
  return html`<form class="picker" method="get" action="/console/requests" role="search">
<div class="wide"><label for="id">Request id</label><input id="id" name="id" value="${values.id}"></div>
<div class="wide"><label for="path">Path contains</label><input id="path" name="path" value="${values.path}" placeholder="/v2/customers"></div>
<div><label for="source">Source</label><input id="source" name="source" value="${values.source}"></div>
<div><label for="status">Status</label><input id="status" name="status" value="${values.status}" placeholder="401 or 4xx"></div>
<div><label for="key">API key</label><select id="key" name="key"><option value="">every key</option>${keys.map(({ id, name }) => html`<option value="${id}"${booleanAttribute('selected', id === values.key)}>${name} (…${id.slice(-6)})</option>`)}</select></div>
<div><label for="tenant">Merchant and mode</label><select id="tenant" name="tenant"><option value="">all</option>${tenantOptions(merchants, values.tenant)}</select></div>
<div><label for="from">From, in UTC</label><input id="from" name="from" type="datetime-local" step="1" value="${values.from}"></div>
<div><label for="to">To, in UTC</label><input id="to" name="to" type="datetime-local" step="1" value="${values.to}"></div>
<button>Search</button> <a class="button plain" href="/console/requests">Clear</a>
</form>`;
}

function emptyState({ origin }: PageRequest, { filter, onlyProblems }: RequestsShown) {
  if (filter.isSet)
    return html`<p class="empty">No request in the log matches. The log contains the last ${MAX_LOGGED_REQUESTS} requests; the JSON log on standard error contains the earlier ones.</p>`;
  return onlyProblems
    ? html`<p class="empty">No request failed.</p>`
    : html`<div class="empty"><p>No requests since the server started. Send the first one:</p>${firstUpsert(origin)}</div>`;
}

function keyOf({ key, rejectedAddress }: LoggedRequest, names: ReadonlyMap<string, string>) {
  if (key !== undefined) return html`<a href="/console/keys/${key}">${names.get(key) ?? key}</a>`;
  return html`<span class="faint">${rejectedAddress ? html`none, from ${rejectedAddress}` : 'none'}</span>`;
}
