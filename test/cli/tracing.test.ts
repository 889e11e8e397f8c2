import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Served } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string; intValue?: number; boolValue?: boolean } }[];
  status: { code?: number };
}

/** Starts a server that receives OTLP over HTTP, like a collector. */
async function receiver() {
  const bodies: string[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    if (request.url === '/v1/traces') bodies.push(await text(request));
    response.setHeader('Content-Type', 'application/json').end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const spans = (): Span[] =>
    bodies
      .flatMap((body) => JSON.parse(body).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap((scope) => scope.spans);
  return { url, bodies, spans };
}

const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

describe('traces', () => {
  test('contain a request with its parts in the trace of its caller, and no personal data', async () => {
    const { url, bodies, spans } = await receiver();
    const served = await Served.start({ cwd: tempFolder() }, '--otlp-endpoint', url);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const response = await served.fetch('/v2/customers/external/practicehub/PERSON-42', {
      method: 'PUT',
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      body: '{"email":"kari@example.com","name":"Kari Nordmann"}',
    });
    expect(response.status).toBe(201);
    await served.fetch('/v2/customers?search=kari', { headers: { traceparent: 'nonsense' } });
    await served.fetch('/kari@example.com');
    expect((await served.stop()).code).toBe(0);

    const found = spans();
    const put = found.find(({ name }) => name === 'PUT /v2/customers/external/{source}/{externalId}') as Span;
    expect(put).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331', kind: 2 });
    expect(attributesOf(put)).toEqual({
      'http.request.method': 'PUT',
      'http.route': '/v2/customers/external/{source}/{externalId}',
      'http.response.status_code': 201,
      'upsertd.operation': 'upsertCustomerByExternalId',
      'upsertd.outcome': 'created',
      'upsertd.replayed': false,
      'upsertd.request_id': response.headers.get('x-request-id'),
    });
    const parts = found.filter(({ parentSpanId }) => parentSpanId === put.spanId);
    expect(parts.map(({ name }) => name).sort()).toEqual(['authenticate', 'handle', 'readBody', 'validate']);
    const names = found.filter(({ kind }) => kind === 2).map(({ name }) => name);
    expect(names.sort()).toEqual(['GET (no route)', 'GET /v2/customers', put.name]);
    expect(bodies.join()).not.toMatch(/kari|person-42|practicehub|rk_/i);
  });

  test('are sent to the endpoint of the OpenTelemetry variable', async () => {
    const { url, spans } = await receiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url };
    const served = await Served.start({ cwd: tempFolder(), env });
    await served.fetch('/v2/nowhere');
    await served.stop();
    expect(spans().map(({ name }) => name)).toContain('GET (no route)');
  });

  test('without a receiver neither fail a request nor delay the shutdown', async () => {
    const served = await Served.start({ cwd: tempFolder() }, '--otlp-endpoint', 'http://127.0.0.1:9');
    expect(await served.put('PAT-1')).toBe(201);
    expect((await served.stop()).code).toBe(0);
  });
});
