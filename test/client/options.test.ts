import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../../src/client/create-client.ts';
import { ScriptedServer, UPDATED } from './scripted-server.ts';

const GOOD = { baseUrl: 'http://127.0.0.1:4000', apiKey: 'rk_sandbox_test' };
const BODY = { email: 'kari@example.com' };
const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
const MILLISECONDS = 'must be a number of milliseconds from 1 to 2147483647';
const TIMES = 'must be a whole number from 0 to 9007199254740991';

let server: ScriptedServer;
let client: Client;

beforeAll(async () => {
  server = await ScriptedServer.start(UPDATED);
  client = createClient({ ...GOOD, baseUrl: server.url });
});
beforeEach(() => void server.received.splice(0));
afterAll(() => server.stop());

const OUT_OF_RANGE: [name: string, value: unknown, message: string][] = [
  ['timeoutMs', Number.POSITIVE_INFINITY, `timeoutMs ${MILLISECONDS}, but it is Infinity.`],
  ['timeoutMs', 2 ** 31, `timeoutMs ${MILLISECONDS}, but it is 2147483648.`],
  ['timeoutMs', Number.NaN, `timeoutMs ${MILLISECONDS}, but it is NaN.`],
  ['timeoutMs', 0, `timeoutMs ${MILLISECONDS}, but it is 0.`],
  ['timeoutMs', -1, `timeoutMs ${MILLISECONDS}, but it is -1.`],
  ['timeoutMs', '5000', `timeoutMs ${MILLISECONDS}, but it is a string.`],
  ['timeoutMs', null, `timeoutMs ${MILLISECONDS}, but it is null.`],
  ['retries', Number.NaN, `retries ${TIMES}, but it is NaN.`],
  ['retries', Number.POSITIVE_INFINITY, `retries ${TIMES}, but it is Infinity.`],
  ['retries', -1, `retries ${TIMES}, but it is -1.`],
  ['retries', 1.5, `retries ${TIMES}, but it is 1.5.`],
  ['retries', '2', `retries ${TIMES}, but it is a string.`],
  ['retries', null, `retries ${TIMES}, but it is null.`],
];

describe('createClient throws a TypeError', () => {
  test.each([undefined, null, 'http://127.0.0.1:4000', 5])('if its options are %j', (options) => {
    expect(() => createClient(options as never)).toThrow(
      new TypeError('createClient requires an object of options with baseUrl and apiKey.'),
    );
  });

  test.each(OUT_OF_RANGE)('if %s is %s', (name, value, message) => {
    expect(() => createClient({ ...GOOD, [name]: value })).toThrow(new TypeError(message));
  });

  test.each([
    ['Infinity', Number.POSITIVE_INFINITY],
    ['2147483648', 2 ** 31],
    ['-1', -1],
    ['NaN', Number.NaN],
    ['a string', '1'],
  ])('if longestWaitMs is %s', (kind, longestWaitMs) => {
    expect(() => createClient({ ...GOOD, longestWaitMs: longestWaitMs as number })).toThrow(
      new TypeError(
        `longestWaitMs must be a number of milliseconds from 0 to 2147483647, but it is ${kind}.`,
      ),
    );
  });

  test.each([undefined, null, 5, ['rk_sandbox_x'], { toString: () => 'rk_sandbox_x' }])(
    'if apiKey is %j',
    (apiKey) => {
      expect(() => createClient({ ...GOOD, apiKey: apiKey as never })).toThrow(
        /^apiKey must be a string such as rk_sandbox_…, but it is /,
      );
    },
  );

  test.each([undefined, null, '', 'localhost:4000', 'ftp://example.com'])('if baseUrl is %j', (baseUrl) => {
    expect(() => createClient({ ...GOOD, baseUrl: baseUrl as never })).toThrow(
      /^baseUrl must be an http or https URL/,
    );
  });

  test.each<[keyof ClientOptions, unknown, string]>([
    ['version', 'latest', 'version must be a date such as 2026-05-01.'],
    ['version', '2026-05-01\n', 'version must be a date such as 2026-05-01.'],
    ['version', null, 'version must be a date such as 2026-05-01.'],
    ['fetch', 'fetch', 'fetch must be a function, but it is a string.'],
    ['fetch', null, 'fetch must be a function, but it is null.'],
    ['timing', null, 'timing must be an object, but it is null.'],
    ['timing', { now: 5 }, 'timing.now must be a function, but it is a number.'],
    ['timing', { sleep: null }, 'timing.sleep must be a function, but it is null.'],
  ])('if %s is %j', (name, value, message) => {
    expect(() => createClient({ ...GOOD, [name]: value })).toThrow(new TypeError(message));
  });

  test('only for options out of range, not for undefined, which is the default', () => {
    const most = { timeoutMs: 2 ** 31 - 1, retries: Number.MAX_SAFE_INTEGER, longestWaitMs: 2 ** 31 - 1 };
    createClient({ ...GOOD, ...most });
    createClient({ ...GOOD, timeoutMs: 1, retries: 0, longestWaitMs: 0 });
    createClient({ ...GOOD, timeoutMs: 1500.5 });
    const none = {
      timeoutMs: undefined,
      retries: undefined,
      longestWaitMs: undefined,
      version: undefined,
      fetch: undefined,
      timing: undefined,
    };
    expect(createClient({ ...GOOD, ...none })).toHaveProperty('customers');
  });
});

type WithOptions = (options: never) => Promise<unknown>;
const METHODS: [place: string, WithOptions][] = [
  ['customers.upsert', (options) => client.customers.upsert('crm', 'PAT-1', BODY, options)],
  ['customers.upsertBatch', (options) => client.customers.upsertBatch('crm', [], options)],
  ['customers.create', (options) => client.customers.create(BODY, options)],
  ['customers.update', (options) => client.customers.update(ID, { name: 'Kari' }, options)],
  ['customers.get', (options) => client.customers.get(ID, options)],
  ['customers.getByExternalId', (options) => client.customers.getByExternalId('crm', 'PAT-1', options)],
  ['customers.list', (options) => client.customers.list({}, options)],
  ['customers.iterate', (options) => client.customers.iterate({}, options).next()],
  ['customers.invoices', (options) => client.customers.invoices(ID).list({}, options)],
  ['customers.orders', (options) => client.customers.orders(ID).iterate({}, options).next()],
  ['events.list', (options) => client.events.list({}, options)],
  ['events.iterate', (options) => client.events.iterate({}, options).next()],
  ['syncStates.list', (options) => client.syncStates.list('crm', ID, options)],
  ['syncStates.put', (options) => client.syncStates.put('crm', ID, 'customers', {}, options)],
  ['events.get', (options) => client.events.get(ID, options)],
];

async function expectTypeError(call: Promise<unknown>, message: string): Promise<void> {
  await expect(call).rejects.toThrow(new TypeError(message));
  expect(server.received).toEqual([]);
}

describe.each(METHODS)('%s rejects with a TypeError and sends no request', (place, call) => {
  test.each([
    ['null', null],
    ['a string', 'row-17'],
    ['a function', () => undefined],
  ])('if its options are %s', async (kind, options) => {
    await expectTypeError(call(options as never), `${place}: options must be an object, but it is ${kind}.`);
  });

  test.each(OUT_OF_RANGE)('if %s is %s', async (name, value, message) => {
    await expectTypeError(call({ [name]: value } as never), `${place}: ${message}`);
  });

  test.each(['', 'two words', 'ø', 'line\nbreak', 'x'.repeat(129), 5, null])(
    'if requestId is %j',
    async (requestId) => {
      await expectTypeError(
        call({ requestId } as never),
        `${place}: requestId must be 1 to 128 letters, digits and "_", "-" or ".".`,
      );
    },
  );

  test.each([{}, 'abort', new AbortController()])('if signal is %j', async (signal) => {
    await expectTypeError(call({ signal } as never), `${place}: signal must be an AbortSignal.`);
  });
});

describe('a write rejects with a TypeError and sends no request', () => {
  const upsert = (options: object) => client.customers.upsert('crm', 'PAT-1', BODY, options as never);

  test.each(['', ' ', 'rød', 'a b', 'x\r\ny: z', 'x'.repeat(256), 17, null])(
    'if idempotencyKey is %j',
    async (idempotencyKey) => {
      await expectTypeError(
        upsert({ idempotencyKey }),
        'customers.upsert: idempotencyKey must be 1 to 255 visible ASCII characters.',
      );
    },
  );

  test.each(['ifMatch', 'ifNoneMatch'])('if %s is not an ETag', async (name) => {
    for (const value of ['', '3', '"3', 'x\n', 3, null]) {
      await expectTypeError(
        upsert({ [name]: value }),
        `customers.upsert: ${name} must be an ETag in double quotes, several of them separated by commas, or *.`,
      );
    }
  });

  test.each(['atomic', 'dryRun'])(
    'if %s is not true or false, because the batch could write',
    async (name) => {
      for (const [kind, value] of [
        ['null', null],
        ['a number', 1],
        ['a string', 'true'],
      ]) {
        const options = { [name as string]: value };
        await expectTypeError(
          client.customers.upsertBatch('crm', [], options),
          `customers.upsertBatch: ${name} must be true or false, but it is ${kind}.`,
        );
      }
    },
  );
});

test('a call sends the options that are in range, and the defaults for undefined', async () => {
  const none = { idempotencyKey: undefined, ifMatch: undefined, requestId: undefined, signal: undefined };
  await client.customers.upsert('crm', 'PAT-1', BODY, { ...none, timeoutMs: undefined, retries: undefined });
  const all = { idempotencyKey: '!~', ifMatch: 'W/"1", "2"', requestId: 'sync_1-2.3', retries: 0 };
  await client.customers.upsert('crm', 'PAT-1', BODY, { ...all, signal: new AbortController().signal });
  expect(server.received[0]?.headers).not.toHaveProperty('if-match');
  expect(server.received[1]?.headers).toMatchObject({
    'idempotency-key': '!~',
    'if-match': 'W/"1", "2"',
    'x-request-id': 'sync_1-2.3',
  });
});

test('a function of timing that is undefined has its default', async () => {
  const timing = { now: undefined, random: undefined, sleep: undefined } as never;
  const { customers } = createClient({ ...GOOD, baseUrl: server.url, timing });
  expect(await customers.upsert('crm', 'PAT-1', BODY)).toHaveProperty('outcome');
});
