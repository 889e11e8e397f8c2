import { afterEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/client/api-error.ts';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { type Scripted, ScriptedServer } from './scripted-server.ts';

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
const BODY = { email: 'kari@example.com' };
let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.stop();
});

async function clientOf(...script: Scripted[]): Promise<Client> {
  server = await ScriptedServer.start(...script);
  return createClient({ baseUrl: server.url, apiKey: 'rk_sandbox_test', retries: 0 });
}

const METHODS: [name: string, call: (client: Client) => Promise<unknown>][] = [
  ['customers.upsert', ({ customers }) => customers.upsert('crm', 'PAT-1', BODY)],
  ['customers.upsertBatch', ({ customers }) => customers.upsertBatch('crm', [])],
  ['customers.create', ({ customers }) => customers.create(BODY)],
  ['customers.update', ({ customers }) => customers.update(ID, { name: 'Kari' })],
  ['customers.get', ({ customers }) => customers.get(ID)],
  ['customers.getByExternalId', ({ customers }) => customers.getByExternalId('crm', 'PAT-1')],
  ['customers.list', ({ customers }) => customers.list()],
  ['customers.iterate', ({ customers }) => customers.iterate().next()],
  ['customers.invoices', ({ customers }) => customers.invoices(ID).list()],
  ['customers.orders, iterated', ({ customers }) => customers.orders(ID).iterate().next()],
  ['events.list', ({ events }) => events.list()],
  ['events.iterate', ({ events }) => events.iterate().next()],
  ['syncStates.list', ({ syncStates }) => syncStates.list('crm', ID)],
  ['syncStates.put', ({ syncStates }) => syncStates.put('crm', ID, 'customers', {})],
  ['events.get', ({ events }) => events.get(ID)],
];

const WRONG_BODIES: [title: string, body: string, headers?: Record<string, string>][] = [
  ['null', 'null'],
  ['an array', '[]'],
  ['an array of customers', `[{"id":"${ID}"}]`],
  ['a text', '"ok"'],
  ['a number', '5'],
  ['empty', ''],
  ['empty, with a length', '', { 'Content-Length': '0' }],
  ['not JSON', 'OK'],
  ['a page', '<h1>Log in to the wifi</h1>', { 'Content-Type': 'text/html' }],
  ['an object without data', '{}'],
  ['an object whose data is null', '{"data":null,"results":null,"id":null}'],
  ['an object whose data is a text', '{"data":"x","results":"x","has_more":false,"pagination":{}}'],
  ['an object whose data has no id', '{"data":{},"created":true}'],
  [
    'a list of nothing readable',
    '{"data":[null],"results":[null],"has_more":true,"pagination":{"hasMore":true}}',
  ],
];

describe.each(METHODS)(
  '%s rejects with the ApiError unreadable_answer if the body of a 200',
  (_name, call) => {
    test.each(WRONG_BODIES)('is %s', async (_title, body, headers = {}) => {
      const length = { 'Content-Length': String(Buffer.byteLength(body)) };
      for (const extra of [{}, length]) {
        const client = await clientOf({ status: 200, headers: { ...extra, ...headers }, body });
        const error = await call(client).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(ApiError);
        expect(error).toMatchObject({ code: 'unreadable_answer', status: 200 });
        await server?.stop();
      }
    });
  },
);

test('a 204 rejects with the ApiError unreadable_answer', async () => {
  const client = await clientOf({ status: 204, body: '' });
  await expect(client.customers.get(ID)).rejects.toMatchObject({ code: 'unreadable_answer', status: 204 });
});

test.each([
  ['a code that is not a string', { error: { code: 5, message: 'No.' } }],
  ['a message that is not a string', { error: { code: 'conflict', message: { text: 'No.' } } }],
  ['an error that is an array', { error: [] }],
])('an error response with %s rejects with the ApiError unreadable_answer', async (_title, body) => {
  const client = await clientOf({ status: 409, body });
  await expect(client.customers.get(ID)).rejects.toMatchObject({ code: 'unreadable_answer', status: 409 });
});

test('an upsert accepts a stale response without a customer', async () => {
  const client = await clientOf({ status: 200, body: { ignored: true, reason: 'stale_update' } });
  await expect(client.customers.upsert('crm', 'PAT-1', BODY)).resolves.toMatchObject({ outcome: 'stale' });
});
