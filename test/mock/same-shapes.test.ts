import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Operation, responseFor } from '../../src/contract/operations.ts';
import { matchExample } from '../../src/contract/validation/match-example.ts';
import { type MockServer, startMock } from '../../src/testing/start-mock.ts';
import { type Server, startServer } from '../../src/testing/start-server.ts';
import { CONTRACT, exampleOf, type GoodRequest, goodRequest } from './every-operation.ts';

/** The timeout for two servers to start on a busy machine, in milliseconds. */
const PATIENCE_MS = 120_000;

let server: Server;
let mock: MockServer;
let customerId: string;
let eventId: string;
let merchantId: string;
beforeAll(async () => {
  server = await startServer();
  mock = await startMock();
  await server.seed({ customers: [asInTheExamples()] });
  const [customer] = (await server.client.customers.list()).data;
  customerId = customer?.id ?? '';
  merchantId = customer?.merchantId ?? '';
  const state = CONTRACT.operations.find(({ id }) => id === 'putSyncState')?.body?.examples.succeeded;
  await server.client.syncStates.put('practicehub', merchantId, 'customers', state as object);
  const events = await server.client.raw.GET('/v2/events');
  eventId = events.data?.data[0]?.id ?? '';
}, PATIENCE_MS);
afterAll(async () => {
  await server.stop();
  await mock.stop();
});

/** A fixture with each field of the examples, and one record of each kind. */
function asInTheExamples() {
  const { data } = exampleOf('getCustomer', '200', 'customer') as { data: Record<string, unknown> };
  const writable =
    CONTRACT.operations.find(({ id }) => id === 'createCustomer')?.body?.schema.properties ?? {};
  const records = ['Invoices', 'Subscriptions', 'Orders', 'Payments'].map((kind) => {
    const page = exampleOf(`listCustomer${kind}`, '200', 'page') as { data: { customer_id: string }[] };
    return [kind.toLowerCase(), page.data.slice(0, 1).map(({ customer_id: _, ...record }) => record)];
  });
  return {
    ...Object.fromEntries(Object.entries(data).filter(([name]) => name in writable)),
    email: String(data.email),
    references: (
      data.externalRefs as { source: string; externalId: string; externalUpdatedAt: string }[]
    ).map(({ source, externalId, externalUpdatedAt }) => ({ source, externalId, externalUpdatedAt })),
    ...Object.fromEntries(records),
  };
}

/** Objects whose field names the merchant chooses, or that depend on the change. */
const FREE = ['.metadata', '.customFields', '.custom_fields', '.fields', '.data.object'];

/** Fields that only an update has, or only a customer of a fixture. */
const RARE = ['previous_attributes', 'authUserId'];

/** Lists the paths of all values; of a list it reads the last item: `.data.id`, `.data.externalRefs[].source`. */
function places(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.slice(-1).flatMap((item) => places(item, `${path}[]`));
  if (typeof value !== 'object' || value === null || FREE.some((name) => path.endsWith(name))) return [path];
  const shown = Object.entries(value).filter(([name]) => !RARE.includes(name));
  return shown.flatMap(([name, inner]) => places(inner, `${path}.${name}`));
}

const CONNECTION = ['date', 'connection', 'keep-alive', 'content-length'];

async function shapeOf(url: string, { path, ...init }: GoodRequest) {
  const response = await fetch(new URL(path, url), init);
  const body = await response.json();
  const headers = Object.fromEntries(response.headers);
  const names = Object.keys(headers).filter((name) => !CONNECTION.includes(name));
  return {
    status: response.status,
    headers,
    body,
    names: names.sort(),
    places: [...new Set(places(body))].sort(),
  };
}

async function compare(operation: Operation, request: GoodRequest) {
  const served = await shapeOf(server.url, request);
  const declared = responseFor(operation, served.status);
  const example = declared && matchExample(CONTRACT.document, declared, served);
  const prefer = `code=${served.status}, example=${example}`;
  const mocked = await shapeOf(mock.url, {
    ...goodRequest(operation),
    headers: { ...request.headers, prefer },
  });
  expect(mocked.names).toEqual(served.names);
  return { served, mocked };
}

/** Returns the same request for existing resources. */
function asked(operation: Operation): GoodRequest {
  const request = goodRequest(operation);
  const idIn: Record<string, string> = { events: eventId, 'sync-state': merchantId };
  const id = idIn[operation.path.split('/')[2] ?? ''] ?? customerId;
  // The other listed customers come from other requests, and have fewer fields.
  const query = operation.id === 'listCustomers' ? '?source=practicehub&external_id=PAT-12345' : '';
  const path = request.path.replace(/[0-9a-f-]{36}/, id) + query;
  return { ...request, path, headers: { ...request.headers, 'x-api-key': server.key } };
}

describe('mock and server respond with the same fields', () => {
  test.each(CONTRACT.operations.map((operation) => [operation.id, operation] as const))(
    'to %s',
    async (_id, operation) => {
      const { served, mocked } = await compare(operation, asked(operation));
      expect(served.status).toBeLessThan(300);
      expect(mocked.places).toEqual(served.places);
    },
  );

  test.each(CONTRACT.operations.map((operation) => [operation.id, operation] as const))(
    'to %s that is refused',
    async (_id, operation) => {
      const { served, mocked } = await compare(operation, {
        ...asked(operation),
        path: `${asked(operation).path.split('?')[0]}?no_such=1`,
      });
      expect(served.status).toBe(400);
      expect(mocked.places).toEqual(served.places);
    },
  );
});
