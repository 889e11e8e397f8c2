import { html } from '../../pages/html.ts';
import { curlBlock, curlCommand } from '../curl-command.ts';
import { indentedJson } from '../indented-json.ts';
import { layout } from '../layout.ts';
import { notFound } from '../not-found-page.ts';
import { type PageRequest, readCount, textOf } from '../page-request.ts';
import { htmlResponse, type PageResponse } from '../page-response.ts';
import { showTime } from '../show-time.ts';
import { readRequestFilter } from './request-filter.ts';
import { type LoggedRequest, MAX_LOGGED_REQUESTS } from './request-log.ts';
import { requestLine, resultOf, statusBadge } from './request-parts.ts';
import { showRequests } from './request-views.ts';

/** Shows the last requests that match the search. The script of the page reloads them every 2 seconds. */
export async function requestsPage(pageRequest: PageRequest): Promise<PageResponse> {
  const { services, query } = pageRequest;
  const filter = readRequestFilter(query);
  const requests = services.log.list().filter(filter.matches);
  const [keys, merchants] = await Promise.all([services.store.keys.list(), services.store.merchants.list()]);
  const onlyProblems = textOf(query.only) === 'problems';
  return htmlResponse(showRequests(pageRequest, { requests, filter, onlyProblems, keys, merchants }));
}

/** Shows one request, with its bodies if the log has them. */
export async function requestPage(pageRequest: PageRequest): Promise<PageResponse> {
  const request = pageRequest.services.log.find(readCount(pageRequest.id));
  if (!request) {
    const message = `The log does not contain this request. It contains the last ${MAX_LOGGED_REQUESTS} requests since the server started.`;
    return notFound(pageRequest, message);
  }
  const { number, at, requestId, milliseconds, bodies, aborted, rejectedAddress, source } = request;
  const body = html`<p class="back"><a href="/console/requests">Requests</a></p>
<h1>Request ${number}</h1>
<dl class="facts"><dt>Request</dt><dd>${requestLine(request)}</dd><dt>Status</dt><dd>${statusBadge(request)} ${aborted && 'The client disconnected before it received the response.'}</dd><dt>Result</dt><dd>${resultOf(request)}</dd>${rejectedAddress && html`<dt>Client address</dt><dd><code>${rejectedAddress}</code></dd>`}<dt>Finished</dt><dd>${showTime(at)}</dd><dt>Duration</dt><dd>${milliseconds.toFixed(2)} ms</dd>${source !== undefined && html`<dt>Source</dt><dd>${source}</dd>`}<dt>Request id</dt><dd><code>${requestId}</code></dd></dl>
<section aria-labelledby="curl"><h2 id="curl">Send it again</h2>${curlBlock(asCurl(request, pageRequest.origin))}<p class="faint">The log stores no query, no API key and no values of the path. Replace the names in braces, and set the variable UPSERTD_API_KEY.</p></section>
${bodies ? showBodies(bodies) : html`<p class="empty">The log does not contain the bodies of this request. It stores bodies of at most 8 KiB, of sandbox requests only.</p>`}`;
  return htmlResponse(layout(pageRequest, { title: `Request ${number}`, body }));
}

function showBodies({ request, response }: NonNullable<LoggedRequest['bodies']>) {
  return html`<div class="pair"><section aria-labelledby="request-body"><h2 id="request-body">Request body</h2>${
    request === undefined ? html`<p class="empty">No body.</p>` : indentedJson(request)
  }</section><section aria-labelledby="response-body"><h2 id="response-body">Response body</h2>${
    response === '' ? html`<p class="empty">No body.</p>` : indentedJson(JSON.parse(response))
  }</section></div>`;
}

/** Returns the request as a curl command. A body that the log does not contain comes from a file. */
function asCurl({ method, path, source, bodies }: LoggedRequest, origin: string): string {
  const known = source === undefined ? path : path.replace('{source}', source);
  const hasBody = method !== 'GET' && method !== 'HEAD' && !(bodies && bodies.request === undefined);
  const sent = bodies ? JSON.stringify(bodies.request) : '@body.json';
  return curlCommand({ method, origin, path: known, ...(hasBody && { body: sent }) });
}
