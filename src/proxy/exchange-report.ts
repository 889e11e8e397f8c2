import { createHash } from 'node:crypto';
import { type Html, html, unsafeRawHtml } from '../http/pages/html.ts';
import type { LoggedExchange, LoggedOperation } from './exchange-log.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 1rem; max-width: 64rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } table { border-collapse: collapse; } td, th { padding: .2rem .8rem; text-align: start; }
pre { padding: .6rem; border: 1px solid; border-radius: .4rem; font-size: .85rem; white-space: pre-wrap; }
summary { cursor: pointer; } li { margin: .3rem 0; }
`;

/** Writes the exchanges of a run as one HTML page, which loads no other file and runs no script. */
export function exchangeReport(target: URL, operations: readonly LoggedOperation[]): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Exchanges with ${target.origin}</title>
<style>${unsafeRawHtml(STYLE)}</style>
</head>
<body>
<h1>Exchanges with ${target.origin}</h1>
<table>
<tr><th>Operation</th><th>Exchanges</th><th>Requests that break the spec</th><th>Responses that break the spec</th></tr>
${operations.map(showRow)}
</table>
${operations.map(showOperation)}
</body>
</html>
`;
  return page.text;
}

function showRow({ name, isUnknown, count, brokenRequests, brokenResponses }: LoggedOperation): Html {
  return html`<tr><td>${name}</td><td>${count}</td><td>${brokenRequests}</td><td>${isUnknown ? 'not in the spec' : brokenResponses}</td></tr>
`;
}

function showOperation({ name, kept }: LoggedOperation): Html {
  return html`<h2>${name}</h2>
${kept.map(showExchange)}`;
}

function showExchange({ request, response, brokenRequest, brokenResponse }: LoggedExchange): Html {
  const broken = [
    ...brokenRequest.map((violation) => `Request: ${violation}`),
    ...brokenResponse.map((violation) => `Response: ${violation}`),
  ];
  const [first = ''] = request.split('\n');
  return html`<details><summary>${broken[0] ?? 'Valid'} (${first})</summary>
<ul>${broken.map((violation) => html`<li>${violation}</li>`)}</ul>
<pre>${request}</pre>
<pre>${response}</pre>
</details>
`;
}
