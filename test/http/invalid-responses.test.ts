import type { Socket } from 'node:net';
import supertest from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { components } from '../../generated/openapi.d.ts';
import { type Contract, loadContract } from '../../src/contract/load.ts';
import type { Violation } from '../../src/contract/validation/response-validator.ts';
import type { Customer } from '../../src/domain/customer.ts';
import { unavailable } from '../../src/domain/problem.ts';
import type { Store } from '../../src/domain/store/store.ts';
import type { Handlers } from '../../src/http/handler.ts';
import { createHandlers } from '../../src/http/handlers/create-handlers.ts';
import { serverPipeline } from '../../src/http/pipelines.ts';
import { itemReader } from '../../src/http/request/batch-items.ts';
import type { AccessLogEntry } from '../../src/http/request/request-context.ts';
import type { ServerRequestValidator } from '../../src/http/request/request-validator.ts';
import { createApp } from '../../src/http/server/app.ts';
import { listen } from '../../src/http/server/listen.ts';
import { Metrics } from '../../src/http/telemetry/metrics.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { withInlineWriter } from '../../src/writer/open-server-store.ts';
import { showCustomer } from '../../src/writes/render-customer.ts';
import { createResponseOptions } from '../../src/writes/response-options.ts';
import { addKey, addMerchant } from '../support/tenants.ts';

function services(store: Store, contract: Contract) {
  const batchItems = itemReader<components['schemas']['BatchItem']>(contract, 'BatchItem');
  return {
    store,
    clock: () => 0,
    newId: () => uuidV7(),
    showCustomer: (customer: Customer) => showCustomer(customer, 'both'),
    apiVersion: '2026-05-01',
    emailMatch: 'link' as const,
    batchItems,
    readCustomerPage: withInlineWriter(store, createResponseOptions(contract, 'both')).readCustomerPage,
  };
}

function serving(store: Store, contract: Contract, handlers: Handlers) {
  const { keys, responses } = store;
  const { executeWrite } = withInlineWriter(store, createResponseOptions(contract, 'both'));
  const options = { contract, handlers, executeWrite, keys, responses, clock: () => 0, onKeyUse: () => {} };
  return (validator: ServerRequestValidator) => serverPipeline(options, validator);
}

/** The server, with an upsert handler that a test may replace. */
class Product {
  upsert: (() => unknown) | undefined;
  violations: Violation[] = [];
  summaries: AccessLogEntry[] = [];
  client = supertest.agent('');
  stop = async () => {};

  static async start(validateResponses: boolean): Promise<Product> {
    const product = new Product();
    const store = await openStore('sqlite::memory:');
    const contract = loadContract();
    const handlers = createHandlers(services(store, contract));
    const real = handlers.upsertCustomerByExternalId as (request: unknown) => unknown;
    const upsertCustomerByExternalId = (request: unknown) => (product.upsert ?? real)(request as never);
    const app = createApp({
      contract,
      metrics: new Metrics(),
      pipeline: serving(store, contract, { ...handlers, upsertCustomerByExternalId } as Handlers),
      ping: () => store.ping(),
      validateResponses,
      onViolation: (_exchange, found) => product.violations.push(...found),
      onEnd: (entry) => product.summaries.push(entry),
    });
    const { url, drain } = await listen(app.listener, { host: '127.0.0.1', port: 0 });
    const { secret } = await addKey(
      store,
      { merchantId: await addMerchant(store), mode: 'live' },
      { id: 'key' },
    );
    product.client = supertest.agent(url).set('x-api-key', secret);
    product.stop = async () => {
      await drain(1000);
      await store.close();
    };
    return product;
  }

  /** Sends an upsert to this handler. */
  ask(upsert: () => unknown) {
    Object.assign(this, { upsert, violations: [], summaries: [] });
    return this.client.put('/v2/customers/external/practicehub/1').send({ email: 'kari@example.com' });
  }
}

let judged: Product;
let unjudged: Product;
beforeAll(async () => {
  judged = await Product.start(true);
  unjudged = await Product.start(false);
});
afterAll(async () => {
  await judged.stop();
  await unjudged.stop();
});

const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
const TIME = '2026-11-20T09:30:00.000Z';
const UPSERTED = { id: ID, merchantId: ID, email: 'kari@example.com', createdAt: TIME, updatedAt: TIME };

const GOOD = {
  status: 200,
  headers: { 'Upsert-Outcome': 'updated' },
  body: { data: UPSERTED, created: false },
};

describe('a response that breaks the spec', () => {
  test.each<[string, object, string]>([
    [
      'a status that is not declared',
      { ...GOOD, status: 202 },
      'status 202 is not declared for upsertCustomerByExternalId',
    ],
    ['a missing header', { ...GOOD, headers: {} }, 'header Upsert-Outcome is missing'],
    [
      'a header of another value',
      { ...GOOD, headers: { 'Upsert-Outcome': 'won' } },
      'header Upsert-Outcome must be equal',
    ],
    [
      'a missing Location',
      { ...GOOD, status: 201, headers: { 'Upsert-Outcome': 'created' } },
      'header Location is missing',
    ],
    [
      'an extra null',
      { ...GOOD, body: { data: { ...UPSERTED, name: null }, created: false } },
      'body/data/name must be string',
    ],
    ['an extra field', { ...GOOD, body: { ...GOOD.body, extra: 1 } }, 'additional properties: extra'],
    [
      'a missing field',
      { ...GOOD, body: { data: { ...UPSERTED, email: undefined }, created: false } },
      "required property 'email'",
    ],
    ['another body', { ...GOOD, body: [] }, 'body must be object'],
  ])('is caught and becomes a 500: %s', async (_title, answer, violation) => {
    const { status, body, headers } = await judged.ask(async () => answer);
    expect(status).toBe(500);
    expect(body.error).toMatchObject({
      type: 'api_error',
      code: 'internal_error',
      request_id: headers['x-request-id'],
    });
    expect(headers).not.toHaveProperty('upsert-outcome');
    expect(judged.violations.join('; ')).toContain(violation);
    await expect.poll(() => judged.summaries).toMatchObject([{ status: 500, outcome: undefined }]);
  });

  test('is sent unchanged without --validate-responses', async () => {
    expect((await unjudged.ask(async () => ({ ...GOOD, status: 202 }))).status).toBe(202);
    expect(unjudged.violations).toEqual([]);
  });

  test('is the only one that is replaced: a valid response is sent', async () => {
    const { status, body, headers } = await judged.ask(async () => GOOD);
    expect([status, body, headers['upsert-outcome']]).toEqual([200, GOOD.body, 'updated']);
    expect(judged.violations).toEqual([]);
  });
});

describe('an error in a handler', () => {
  const SECRETS = 'SELECT * FROM api_keys failed at /srv/app/store.ts for kari@example.com';

  test.each<[string, () => unknown]>([
    ['throws an Error', () => Promise.reject(new Error(SECRETS))],
    [
      'throws at once',
      () => {
        throw new TypeError(SECRETS);
      },
    ],
    ['throws a value that is not an Error', () => Promise.reject(SECRETS)],
    ['throws nothing', () => Promise.reject(undefined)],
    ['returns a value that JSON cannot express', async () => ({ ...GOOD, body: { secret: 1n } })],
    ['returns nothing', async () => undefined],
  ])('returns 500 and is reported only in the log: it %s', async (_title, handle) => {
    for (const product of [judged, unjudged]) {
      const { status, text, headers } = await product.ask(handle);
      expect(status).toBe(500);
      expect(JSON.parse(text).error).toEqual({
        type: 'api_error',
        code: 'internal_error',
        message:
          'The server had an internal error. Retry later; if it persists, report it with the request id.',
        request_id: headers['x-request-id'],
      });
      expect(text).not.toMatch(/SELECT|srv|kari|Error|at /);
      await expect.poll(() => product.summaries.length).toBe(1);
      expect(product.summaries[0]?.error).toBeDefined();
    }
  });

  test('of the store returns 503 with Retry-After', async () => {
    const cause = new Error(SECRETS);
    const problem = Object.assign(unavailable(), { cause });
    const { status, text, headers } = await judged.ask(() => Promise.reject(problem));
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(text).not.toContain('SELECT');
    await expect.poll(() => judged.summaries).toMatchObject([{ status: 503, error: cause }]);
    expect(judged.violations).toEqual([]);
  });

  test('is logged even if the client has disconnected before the response', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<never>();
    const request = judged.ask(() => {
      asked.resolve();
      return answer.promise;
    });
    let socket: Socket | undefined;
    request.on('request', ({ req }) => req.on('socket', (opened: Socket) => (socket = opened)));
    request.end(() => {});
    await asked.promise;
    // A client that only ends its side of the connection still receives the response.
    socket?.resetAndDestroy();
    // The server serves another connection only after it has noticed that this one has closed.
    await judged.client.get('/healthz').expect(200);
    const cause = new Error(SECRETS);
    answer.reject(cause);
    await expect.poll(() => judged.summaries).toMatchObject([{ status: 500, aborted: true, error: cause }]);
  });
});

test('the log entry of a request has its route and no personal data', async () => {
  Object.assign(judged, { upsert: undefined, summaries: [] });
  await judged.client.put('/v2/customers/external/practicehub/PAT-77').send({ email: 'kari@example.com' });
  await judged.client.get('/v2/customers').query({ search: 'kari' });
  await judged.client.get('/v2/nowhere/PAT-77');
  await expect
    .poll(() => judged.summaries)
    .toMatchObject([
      {
        method: 'PUT',
        route: '/v2/customers/external/{source}/{externalId}',
        outcome: 'created',
        status: 201,
        key: 'key',
      },
      { method: 'GET', route: '/v2/customers', operation: 'listCustomers', status: 200 },
      { method: 'GET', route: undefined, status: 404 },
    ]);
  expect(JSON.stringify(judged.summaries)).not.toMatch(/kari|PAT-77|rk_/);
});

test('the server does not start with a missing or an extra handler', async () => {
  const store = await openStore('sqlite::memory:');
  const contract = loadContract();
  const { getCustomer, ...others } = createHandlers(services(store, contract));
  const start = (handlers: object) =>
    createApp({
      contract,
      metrics: new Metrics(),
      pipeline: serving(store, contract, handlers as Handlers),
      ping: () => store.ping(),
    });
  expect(() => start(others)).toThrow(
    'The handlers do not match the spec; missing: getCustomer; not in the spec: none.',
  );
  expect(() => start({ ...others, getCustomer, getInvoice: getCustomer })).toThrow(
    'missing: none; not in the spec: getInvoice.',
  );
  expect(() => start({ ...others, getCustomer })).not.toThrow();
  await store.close();
});
