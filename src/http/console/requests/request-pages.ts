import { html } from '../../pages/html.ts';
import { layout } from '../layout.ts';
import { countOf, notFound, type PageRequest, textOf } from '../page-request.ts';
import { type LoggedRequest, REMEMBERED_REQUESTS } from './request-log.ts';
import { showClock, showTime } from '../show-time.ts';

/** The last requests. The page's script asks for it again and again; without it a reload does the same. */
export async function requestsPage({ services, session, query }: PageRequest): Promise<string> {
  const onlyProblems = textOf(query.only) === 'problems';
  const requests = services.log.list().filter(({ status }) => !onlyProblems || status >= 400);
  const keys = new Map((await services.store.keys.list()).map(({ id, name }) => [id, name]));
  const body = html`<h1>Requests</h1>
<p class="tabs"><a href="/console/requests"${!onlyProblems && html` aria-current="page"`}>All</a> <a href="/console/requests?only=problems"${onlyProblems && html` aria-current="page"`}>Problems</a> <span class="faint">The last ${REMEMBERED_REQUESTS}, in memory. Paths are shown as routes, and bodies of sandbox requests only.</span></p>
<div id="live" data-live>${
    requests.length === 0
      ? html`<p class="empty">${onlyProblems ? 'No problems. Good.' : 'No requests since the server started.'}</p>`
      : html`<div class="scroll" tabindex="0"><table><thead><tr><th>Time</th><th>Request</th><th>Status</th><th>Outcome</th><th class="number">Took</th><th>Key</th></tr></thead><tbody>${requests.map(
          (request) =>
            html`<tr><td><a href="/console/requests/${request.number}">${showClock(request.at)}</a></td><td>${requestLine(request)}</td><td>${statusBadge(request)}</td><td>${outcomeOf(request)}</td><td class="number">${request.milliseconds.toFixed(1)} ms</td><td>${request.key === undefined ? html`<span class="faint">none</span>` : html`<a href="/console/keys/${request.key}">${keys.get(request.key) ?? request.key}</a>`}</td></tr>`,
        )}</tbody></table></div>`
  }</div>`;
  return layout({ title: 'Requests', session, body });
}

export async function requestPage(pageRequest: PageRequest): Promise<string> {
  const request = pageRequest.services.log.find(countOf(pageRequest.id));
  if (!request) throw notFound(pageRequest, 'This request is no longer remembered.');
  const { number, at, requestId, milliseconds, bodies, aborted } = request;
  const body = html`<p class="back"><a href="/console/requests">Requests</a></p>
<h1>Request ${number}</h1>
<dl class="facts"><dt>Request</dt><dd>${requestLine(request)}</dd><dt>Status</dt><dd>${statusBadge(request)} ${aborted && 'The client left before it had its answer.'}</dd><dt>Outcome</dt><dd>${outcomeOf(request)}</dd><dt>Over</dt><dd>${showTime(at)}</dd><dt>Took</dt><dd>${milliseconds.toFixed(2)} ms</dd><dt>Request id</dt><dd><code>${requestId}</code></dd></dl>
${bodies ? showBodies(bodies) : html`<p class="empty">Its bodies are not kept. They are for sandbox requests of up to 8 KiB, and never for live ones.</p>`}`;
  return layout({ title: `Request ${number}`, session: pageRequest.session, body });
}

function showBodies({ sent, answered }: NonNullable<LoggedRequest['bodies']>) {
  return html`<div class="pair"><section aria-labelledby="sent"><h2 id="sent">Sent</h2>${
    sent === undefined ? html`<p class="empty">No body.</p>` : html`<pre><code>${indented(sent)}</code></pre>`
  }</section><section aria-labelledby="answered"><h2 id="answered">Answered</h2>${
    answered === ''
      ? html`<p class="empty">No body.</p>`
      : html`<pre><code>${indented(JSON.parse(answered))}</code></pre>`
  }</section></div>`;
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function requestLine({ method, route, mode }: LoggedRequest) {
  return html`<strong>${method}</strong> ${route === undefined ? html`<span class="faint">no route</span>` : html`<code>${route}</code>`} ${mode && html`<span class="badge ${mode}">${mode}</span>`}`;
}

function statusBadge({ status }: LoggedRequest) {
  return html`<span class="badge s${Math.floor(status / 100)}">${status}</span>`;
}

function outcomeOf({ outcome = '–', isReplay }: LoggedRequest) {
  return html`${outcome}${isReplay && html` <span class="badge">replayed</span>`}`;
}
