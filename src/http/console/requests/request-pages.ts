import { html } from '../../pages/html.ts';
import { layout } from '../layout.ts';
import { notFound } from '../not-found-page.ts';
import { countOf, type PageRequest, textOf } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { showTime } from '../show-time.ts';
import { type LoggedRequest, MAX_LOGGED_REQUESTS } from './request-log.ts';

/** Shows the last requests. The script of the page reloads them every 2 seconds. */
export async function requestsPage({ services, session, query }: PageRequest): Promise<PageResponse> {
  const onlyProblems = textOf(query.only) === 'problems';
  const requests = services.log.list().filter(({ status }) => !onlyProblems || status >= 400);
  const keys = new Map((await services.store.keys.list()).map(({ id, name }) => [id, name]));
  const body = html`<h1>Requests</h1>
<p class="tabs"><a href="/console/requests"${!onlyProblems && html` aria-current="page"`}>All</a> <a href="/console/requests?only=problems"${onlyProblems && html` aria-current="page"`}>Errors</a> <span class="faint">The last ${MAX_LOGGED_REQUESTS} requests since the server started. The console shows routes instead of paths, and bodies of sandbox requests only.</span></p>
<div id="live" data-live>${
    requests.length === 0
      ? html`<p class="empty">${onlyProblems ? 'No request failed.' : 'No requests since the server started.'}</p>`
      : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Status</th><th>Time</th><th>Request</th><th>Result</th><th class="number">Duration</th><th>Key</th></tr></thead><tbody>${requests.map(
          (request) =>
            html`<tr><td>${statusBadge(request)}</td><td><a href="/console/requests/${request.number}">${showTime(request.at)}</a></td><td>${requestLine(request)}</td><td>${resultOf(request)}</td><td class="number">${request.milliseconds.toFixed(1)} ms</td><td>${request.key === undefined ? html`<span class="faint">${request.rejectedAddress ? html`none, from ${request.rejectedAddress}` : 'none'}</span>` : html`<a href="/console/keys/${request.key}">${keys.get(request.key) ?? request.key}</a>`}</td></tr>`,
        )}</tbody></table></div>`
  }</div>`;
  return htmlResponse(layout({ title: 'Requests', session, body }));
}

/** Shows one request, with its bodies if the log has them. */
export async function requestPage(pageRequest: PageRequest): Promise<PageResponse> {
  const request = pageRequest.services.log.find(countOf(pageRequest.id));
  if (!request) {
    const message = `The log does not contain this request. It contains the last ${MAX_LOGGED_REQUESTS} requests since the server started.`;
    return notFound(pageRequest, message);
  }
  const { number, at, requestId, milliseconds, bodies, aborted, rejectedAddress } = request;
  const body = html`<p class="back"><a href="/console/requests">Requests</a></p>
<h1>Request ${number}</h1>
<dl class="facts"><dt>Request</dt><dd>${requestLine(request)}</dd><dt>Status</dt><dd>${statusBadge(request)} ${aborted && 'The client disconnected before it received the response.'}</dd><dt>Result</dt><dd>${resultOf(request)}</dd>${rejectedAddress && html`<dt>Client address</dt><dd><code>${rejectedAddress}</code></dd>`}<dt>Finished</dt><dd>${showTime(at)}</dd><dt>Duration</dt><dd>${milliseconds.toFixed(2)} ms</dd><dt>Request id</dt><dd><code>${requestId}</code></dd></dl>
${bodies ? showBodies(bodies) : html`<p class="empty">The log does not contain the bodies of this request. It stores bodies of at most 8 KiB, of sandbox requests only.</p>`}`;
  return htmlResponse(layout({ title: `Request ${number}`, session: pageRequest.session, body }));
}

function showBodies({ request, response }: NonNullable<LoggedRequest['bodies']>) {
  return html`<div class="pair"><section aria-labelledby="request-body"><h2 id="request-body">Request body</h2>${
    request === undefined
      ? html`<p class="empty">No body.</p>`
      : html`<pre><code>${indented(request)}</code></pre>`
  }</section><section aria-labelledby="response-body"><h2 id="response-body">Response body</h2>${
    response === ''
      ? html`<p class="empty">No body.</p>`
      : html`<pre><code>${indented(JSON.parse(response))}</code></pre>`
  }</section></div>`;
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function requestLine({ method, path, mode }: LoggedRequest) {
  return html`<strong>${method}</strong> <code>${path}</code> ${mode && html`<span class="badge ${mode}">${mode}</span>`}`;
}

function statusBadge({ status }: LoggedRequest) {
  return html`<span class="badge s${Math.floor(status / 100)}">${status}</span>`;
}

/** Renders the outcome of an upsert or the reason of an error. */
function resultOf({ outcome, problem, isReplay }: LoggedRequest) {
  return html`${problem ?? outcome ?? '–'}${isReplay && html` <span class="badge">replayed</span>`}`;
}
