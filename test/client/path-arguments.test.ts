import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { ScriptedServer, UPDATED } from './scripted-server.ts';
import { drain, NOT_STRINGS, untyped } from './untyped.ts';

const BODY = { email: 'kari@example.com' };

let server: ScriptedServer;
let client: Client;

beforeAll(async () => {
  server = await ScriptedServer.start(UPDATED);
  client = createClient({ baseUrl: server.url, apiKey: 'rk_sandbox_test' });
});
beforeEach(() => void server.received.splice(0));
afterAll(() => server.stop());

async function expectTypeError(call: () => Promise<unknown>, message: string): Promise<void> {
  const error = await call().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TypeError);
  expect((error as TypeError).message).toContain(message);
  expect(server.received).toEqual([]);
}

type WithText = (text: string) => Promise<unknown>;
const TEXT_ARGUMENTS: [place: string, name: string, WithText][] = [
  ['customers.upsert', 'source', (text) => client.customers.upsert(text, 'PAT-1', BODY)],
  ['customers.upsert', 'externalId', (text) => client.customers.upsert('crm', text, BODY)],
  ['customers.upsertBatch', 'source', (text) => client.customers.upsertBatch(text, [])],
  ['customers.update', 'id', (text) => client.customers.update(text, { name: 'Kari' })],
  ['customers.get', 'id', (text) => client.customers.get(text)],
  ['customers.getByExternalId', 'source', (text) => client.customers.getByExternalId(text, 'PAT-1')],
  ['customers.getByExternalId', 'externalId', (text) => client.customers.getByExternalId('crm', text)],
  ['customers.invoices', 'customerId', (text) => client.customers.invoices(text).list()],
  ['customers.subscriptions', 'customerId', (text) => client.customers.subscriptions(text).list()],
  ['customers.orders', 'customerId', (text) => client.customers.orders(text).list()],
  ['customers.payments', 'customerId', (text) => client.customers.payments(text).list()],
  ['customers.payments', 'customerId', (text) => drain(client.customers.payments(text).iterate())],
  ['syncStates.list', 'source', (text) => client.syncStates.list(text, 'merchant')],
  ['syncStates.list', 'merchantId', (text) => client.syncStates.list('crm', text)],
  ['syncStates.put', 'resourceType', (text) => client.syncStates.put('crm', 'merchant', text, {})],
  ['events.get', 'id', (text) => client.events.get(text)],
];

describe.each(TEXT_ARGUMENTS)(
  '%s rejects with a TypeError and sends no request if %s',
  (place, name, call) => {
    test.each(NOT_STRINGS)('is %s', async (kind, value) => {
      await expectTypeError(
        () => call(untyped(value)),
        `${place}: ${name} must be a string that is not blank, but it is ${kind}.`,
      );
    });

    test.each(['', ' ', '\t\n', '\u00a0\u3000'])('is the blank string %j', async (text) => {
      await expectTypeError(
        () => call(text),
        `${place}: ${name} must be a string that is not blank, but it is blank.`,
      );
    });

    test.each(['.', '..'])('is "%s", because a URL cannot contain it', async (text) => {
      await expectTypeError(
        () => call(text),
        `${place}: ${name} must not be "${text}", because a URL cannot contain it.`,
      );
    });

    test('contains half of a surrogate pair, and the error does not contain the value', async () => {
      await expectTypeError(
        () => call('PAT-\ud800'),
        `${place}: ${name} must be valid Unicode, but it contains half of a surrogate pair.`,
      );
      await expect(call('PAT-\ud800')).rejects.not.toThrow('PAT-');
    });
  },
);

describe('the raw client rejects with a TypeError and sends no request', () => {
  const path = '/v2/customers/external/{source}/{externalId}';

  test.each(NOT_STRINGS)('if a path parameter is %s', async (kind, value) => {
    const params = { path: { source: 'crm', externalId: untyped<string>(value) } };
    await expectTypeError(
      () => client.raw.PUT(path, { params, body: BODY }),
      `externalId must be a string that is not blank, but it is ${kind}.`,
    );
  });

  test('if one path parameter or all are missing', async () => {
    const message = 'must be a string that is not blank, but it is undefined.';
    const some = untyped<{ path: { source: string; externalId: string } }>({ path: { source: 'crm' } });
    await expectTypeError(() => client.raw.PUT(path, { params: some, body: BODY }), `externalId ${message}`);
    const none = untyped<{ params: typeof some; body: typeof BODY }>({ body: BODY });
    await expectTypeError(() => client.raw.PUT(path, none), `source ${message}`);
  });
});
