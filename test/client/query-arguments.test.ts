import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { ScriptedServer, UPDATED } from './scripted-server.ts';
import { drain, untyped } from './untyped.ts';

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

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

describe('a query', () => {
  type WithQuery = (query: never) => Promise<unknown>;
  const METHODS: [place: string, WithQuery][] = [
    ['customers.list', (query) => client.customers.list(query)],
    ['customers.iterate', (query) => drain(client.customers.iterate(query))],
    ['customers.payments', (query) => client.customers.payments(ID).list(query)],
    ['customers.payments', (query) => drain(client.customers.payments(ID).iterate(query))],
    ['events.list', (query) => client.events.list(query)],
    ['events.iterate', (query) => drain(client.events.iterate(query))],
  ];
  describe.each(METHODS)('of %s rejects with a TypeError and sends no request', (place, call) => {
    test.each([
      ['null', null],
      ['a string', 'kari'],
      ['an array', []],
    ])('if it is %s', async (kind, query) => {
      await expectTypeError(
        () => call(query as never),
        `${place}: query must be an object of filters, but it is ${kind}.`,
      );
    });

    test.each([
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['0', 0],
      ['-1', -1],
      ['1.5', 1.5],
      ['a string', '10'],
      ['null', null],
    ])('if limit is %s', async (kind, limit) => {
      await expectTypeError(
        () => call({ limit } as never),
        `${place}: limit must be a whole number from 1 to 9007199254740991, but it is ${kind}.`,
      );
    });

    test.each([
      ['null', null],
      ['an array', []],
      ['an object', {}],
      ['a number', 5],
    ])('if a filter is %s, because it would be no filter or another one', async (kind, status) => {
      await expectTypeError(
        () => call({ status } as never),
        `${place}: status must be a string, but it is ${kind}.`,
      );
    });
  });

  test('rejects if offset is not a whole number, because an iteration adds to it', async () => {
    await expectTypeError(
      () => drain(client.customers.iterate(untyped({ offset: '3' }))),
      'customers.iterate: offset must be a whole number from 0 to 9007199254740991, but it is a string.',
    );
    await expectTypeError(
      () => client.customers.list({ offset: -1 }),
      'customers.list: offset must be a whole number from 0 to 9007199254740991, but it is -1.',
    );
  });

  test('rejects if a time is not a finite number', async () => {
    await expectTypeError(
      () => client.events.list({ created_gte: Number.NaN }),
      'events.list: created_gte must be a finite number, but it is NaN.',
    );
  });

  test('is sent without the filters that are undefined', async () => {
    await client.customers.list(untyped({ source: undefined, limit: 5 })).catch(() => undefined);
    expect(server.received.map(({ path }) => path)).toEqual(['/v2/customers?limit=5']);
  });
});
