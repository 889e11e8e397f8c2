import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { ScriptedServer, UPDATED } from './scripted-server.ts';
import { NOT_STRINGS, untyped } from './untyped.ts';

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
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

describe('a body', () => {
  type WithBody = (body: never) => Promise<unknown>;
  const METHODS: [place: string, WithBody][] = [
    ['customers.upsert', (body) => client.customers.upsert('crm', 'PAT-1', body)],
    ['customers.create', (body) => client.customers.create(body)],
    ['customers.update', (body) => client.customers.update(ID, body)],
  ];
  describe.each(METHODS)('of %s rejects with a TypeError and sends no request', (place, call) => {
    test.each<[kind: string, value: unknown]>([
      ['undefined', undefined],
      ['null', null],
      ['an array', [BODY]],
      ['a string', '{"email":"kari@example.com"}'],
      ['a number', 5],
      ['a Map', new Map([['email', 'kari@example.com']])],
      ['a Promise', Promise.resolve(BODY)],
      ['a Date', new Date(0)],
    ])('if it is %s', async (kind, value) => {
      await expectTypeError(
        () => call(value as never),
        `${place}: body must be an object of fields, but it is ${kind}.`,
      );
    });

    test.each([Number.NaN, Number.POSITIVE_INFINITY])(
      'if a field is %d, because JSON represents it as null',
      async (phone) => {
        await expectTypeError(
          () => call({ ...BODY, phone } as never),
          `${place}: body.phone must not be ${phone}: JSON represents it as null, and null clears a field.`,
        );
      },
    );

    test.each<[string, object, string]>([
      ['a number in an object', { metadata: { a: { b: Number.NaN } } }, 'body.metadata.a.b must not be NaN'],
      ['a number in an array', { metadata: { a: [Infinity] } }, 'body.metadata.a.0 must not be Infinity'],
      ['a Number object', { phone: new Number(Number.NaN) }, 'body.phone must not be NaN'],
      ['an invalid Date', { name: new Date(Number.NaN) }, 'body.name must not be NaN'],
    ])('if %s would become null in JSON', async (_kind, fields, message) => {
      await expectTypeError(() => call({ ...BODY, ...fields } as never), `${place}: ${message}`);
    });

    test('if JSON cannot represent it', async () => {
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      for (const metadata of [{ count: 5n }, circular]) {
        await expectTypeError(
          () => call({ ...BODY, metadata } as never),
          `${place}: the body cannot be written as JSON`,
        );
      }
    });
  });

  test('is sent without the fields that are undefined', async () => {
    await client.customers.update(ID, untyped({ name: 'Kari', phone: undefined }));
    expect(server.received.map(({ body }) => body)).toEqual(['{"name":"Kari"}']);
  });
});

describe('upsertBatch rejects with a TypeError and sends no request', () => {
  const good = { external_id: 'PAT-1', ...BODY };
  const send = (items: unknown) => () => client.customers.upsertBatch('crm', items as never);

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'PAT-1'],
    ['an object', good],
  ])('if items are %s', async (kind, items) => {
    await expectTypeError(send(items), `customers.upsertBatch: items must be an array, but it is ${kind}.`);
  });

  test.each([
    ['undefined', undefined],
    ['null', null],
    ['an array', [good]],
    ['a string', 'PAT-1'],
  ])('if an item is %s', async (kind, item) => {
    await expectTypeError(
      send([good, item]),
      `customers.upsertBatch: items[1] must be an object of fields, but it is ${kind}.`,
    );
  });

  test('if an item has no external_id, or one that is not a string', async () => {
    for (const [kind, value] of NOT_STRINGS) {
      await expectTypeError(
        send([good, { ...good, external_id: value }]),
        `customers.upsertBatch: items[1].external_id must be a string, but it is ${kind}.`,
      );
    }
    await expectTypeError(send([BODY]), 'items[0].external_id must be a string, but it is undefined.');
  });

  test('if a field of an item is NaN', async () => {
    await expectTypeError(
      send([{ ...good, name: Number.NaN }]),
      'customers.upsertBatch: items[0].name must not be NaN',
    );
  });
});
