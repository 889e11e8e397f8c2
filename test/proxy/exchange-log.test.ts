import { expect, test } from 'vitest';
import { ExchangeLog } from '../../src/proxy/exchange-log.ts';
import { exchangeReport } from '../../src/proxy/exchange-report.ts';
import type { ForwardedExchange } from '../../src/proxy/forward-request.ts';
import { startProxy, startTarget } from './validated-proxy.ts';

const EXCHANGE: ForwardedExchange = {
  method: 'POST',
  url: '/v2/customers?x=1',
  requestHeaders: { 'x-api-key': 'rk_sandbox_secret', authorization: 'Bearer rk_secret', accept: '*/*' },
  requestBody: Buffer.from(`{"name":"<script>${'x'.repeat(5000)}"}`),
  status: 500,
  responseHeaders: { 'set-cookie': ['rk_secret'] },
  responseBody: Buffer.from('no'),
};

test('the log keeps at most 20 exchanges of an operation, and counts all', () => {
  const log = new ExchangeLog();
  const broken = { operation: undefined, request: [], response: ['the body is not JSON'] };
  for (let sent = 0; sent < 50; sent += 1) log.add(broken, EXCHANGE);
  const [operation] = log.operations();
  expect(operation).toMatchObject({ name: 'POST /v2/customers', count: 50, brokenResponses: 50 });
  expect(operation?.kept.length).toBe(20);
});

test('the report contains the exchanges and the violations, escaped, cut and without credentials', () => {
  const log = new ExchangeLog();
  log.add({ operation: undefined, request: ['x is wrong'], response: ['the body is not JSON'] }, EXCHANGE);
  const report = exchangeReport(new URL('http://127.0.0.1:4000/v2'), log.operations());
  for (const part of ['POST /v2/customers?x=1', 'x is wrong', 'the body is not JSON', '(not shown)']) {
    expect(report).toContain(part);
  }
  expect(report).not.toContain('secret');
  expect(report).not.toContain('<script>');
  expect(report).not.toContain('x'.repeat(2001));
});

test.each([
  ['a probe', 'GET', '/healthz', {}],
  ['a preflight', 'OPTIONS', '/v2/customers', { 'access-control-request-method': 'POST' }],
  ['an unknown path', 'GET', '/v2/nothing', {}],
])('the proxy finds no fault of the server in its response to %s', async (_what, method, path, headers) => {
  const target = await startTarget((_request, response) => {
    response.writeHead(method === 'OPTIONS' ? 204 : 404, { 'content-type': 'text/html' }).end();
  });
  const { url, results, found } = await startProxy(target);
  await (await fetch(url + path, { method, headers })).text();
  await found();
  expect(results[0]?.response).toEqual([]);
});
