import prism from '@stoplight/prism-http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src/contract/operations.ts';
import { ResponseValidator } from '../../src/contract/validation/response-validator.ts';
import { type MockServer, startMock } from '../../src/testing/start-mock.ts';
import { CONTRACT, DECLARED, goodRequest } from './every-operation.ts';

const { operations } = CONTRACT;
const judge = new ResponseValidator(CONTRACT.document);
const named = operations.map((operation) => [operation.id, operation] as const);
const operationOf = (id: string) => operations.find((operation) => operation.id === id) as Operation;
const UPSERT = operationOf('upsertCustomerByExternalId');

/** The timeout for generated values on a busy machine, in milliseconds. */
const PATIENCE_MS = 120_000;

let mock: MockServer;
let origin: string;
beforeAll(async () => {
  mock = await startMock({ corsOrigins: ['*'] });
  origin = new URL(mock.url).origin;
});
afterAll(() => mock.stop());

async function ask(operation: Operation, { prefer = '', ...more }: { prefer?: string; url?: string } = {}) {
  const { path, headers, ...init } = goodRequest(operation);
  const response = await fetch((more.url ?? origin) + path, {
    ...init,
    headers: { ...headers, ...(prefer && { prefer }) },
  });
  const text = await response.text();
  const answer = { status: response.status, headers: Object.fromEntries(response.headers), body: text };
  return {
    ...answer,
    json: text === '' ? undefined : JSON.parse(text),
    faults: judge.validate(operation, answer),
  };
}

/** Removes the headers that differ between requests. */
const lasting = (body: { error?: object } | undefined) =>
  body?.error ? { error: { ...body.error, request_id: '' } } : body;

describe('without Prefer', () => {
  test('an upsert responds with 201 and the keys of the sample', async () => {
    const { status, headers, json } = await ask(UPSERT);
    expect(status).toBe(201);
    expect(headers).toMatchObject({ 'upsert-outcome': 'created', location: `/v2/customers/${json.data.id}` });
    expect(json).toEqual({
      data: expect.objectContaining({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        merchantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        merchantRefId: 'PAT-12345',
        email: expect.stringMatching(/@example\.com$/),
        name: expect.stringMatching(/^\p{Lu}/u),
        phone: expect.stringMatching(/^\+\d/),
        authUserId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        metadata: expect.objectContaining({}),
        customFields: expect.objectContaining({}),
        createdAt: expect.stringMatching(/Z$/),
        updatedAt: expect.stringMatching(/Z$/),
      }),
      created: true,
      warnings: [expect.stringMatching(/^\w+: .+\.$/)],
    });
  });

  test.each(named)(
    '%s responds with the first example of its successful status, the same each time',
    async (_id, operation) => {
      const { status, json, faults } = await ask(operation);
      expect(status).toBe('201' in operation.responses ? 201 : 200);
      expect(faults).toEqual([]);
      expect(json).toEqual(Object.values(operation.responses[status]?.content?.examples ?? {})[0]);
      expect((await ask(operation)).json).toEqual(json);
    },
  );
});

describe('each declared response', () => {
  test('can be requested by status and example, and matches the spec', async () => {
    expect(DECLARED.length).toBeGreaterThan(200);
    for (const { operation, status, example, value } of DECLARED) {
      const prefer = [`code=${status}`, ...(example === undefined ? [] : [`example=${example}`])].join(', ');
      const { json, faults, ...answer } = await ask(operation, { prefer });
      expect(answer.status, `${operation.id} ${prefer}`).toBe(status);
      expect(faults, `${operation.id} ${prefer}`).toEqual([]);
      expect(lasting(json), `${operation.id} ${prefer}`).toEqual(lasting(value as object));
      if (status >= 400) expect(json.error.request_id).toBe(answer.headers['x-request-id']);
    }
  });

  test('equals the response of Prism to the same request', async () => {
    const quiet = {
      child: () => quiet,
      success() {},
      info() {},
      warn() {},
      debug() {},
      trace() {},
      error() {},
    };
    const config = {
      mock: { dynamic: false },
      validateRequest: false,
      validateResponse: false,
      checkSecurity: false,
    };
    const all = { ...config, errors: false, isProxy: false as const, upstreamProxy: undefined };
    const engine = prism.createInstance(all, { logger: quiet as never });
    const known = await prism.getHttpOperationsFromSpec(structuredClone(CONTRACT.document) as object);
    for (const { operation, status, example } of DECLARED) {
      const { path } = goodRequest(operation);
      const wish = { dynamic: false, code: status, ...(example !== undefined && { exampleKey: example }) };
      const request = { method: operation.method, url: { path, query: {} }, headers: {} };
      const made = await engine.request(request, known, { ...all, mock: wish })();
      if (made._tag === 'Left') throw made.left;
      const { json } = await ask(operation, {
        prefer: `code=${status}${example ? `, example=${example}` : ''}`,
      });
      expect(lasting(json), `${operation.id} ${status} ${example}`).toEqual(
        lasting(made.right.output.body as object),
      );
    }
  });

  test('has the status of the example that Prefer names', async () => {
    expect(await ask(UPSERT, { prefer: 'example=conflict' })).toMatchObject({ status: 409, faults: [] });
    expect(await ask(UPSERT, { prefer: 'example=method_not_allowed' })).toMatchObject({
      status: 405,
      faults: [],
    });
  });

  test.each(['updated', 'unchanged', 'linked', 'stale'])(
    'with the outcome %s has that Upsert-Outcome',
    async (outcome) => {
      const { status, headers } = await ask(UPSERT, { prefer: `example=${outcome}` });
      expect(status).toBe(200);
      expect(headers['upsert-outcome']).toBe(outcome);
    },
  );

  test('has the headers of its example: idempotency_in_progress has Retry-After', async () => {
    const running = await ask(UPSERT, { prefer: 'code=409, example=idempotency_in_progress' });
    expect(running.headers['retry-after']).toBe('1');
    expect((await ask(UPSERT, { prefer: 'code=409, example=conflict' })).headers).not.toHaveProperty(
      'retry-after',
    );
  });

  test.each([400, 418, 451, 502, 599])('includes undeclared error statuses, such as %i', async (status) => {
    expect(await ask(UPSERT, { prefer: `code=${status}` })).toMatchObject({ status, faults: [] });
  });
});

describe('an error that only the default response declares', () => {
  test.each([
    [404, 'resource_missing'],
    [405, 'method_not_allowed'],
    [408, 'invalid_request'],
    [412, 'precondition_failed'],
    [418, 'invalid_request'],
    [502, 'unavailable'],
    [504, 'unavailable'],
    [599, 'unavailable'],
  ])('with status %i has the code %s, also with generated values', async (status, code) => {
    const create = operationOf('createCustomer');
    for (const prefer of [`code=${status}`, `code=${status}, dynamic=true`]) {
      const { json, faults, ...answer } = await ask(create, { prefer });
      expect([answer.status, json.error.code, faults]).toEqual([status, code, []]);
      expect(json.error.type).toBe(status >= 500 ? 'api_error' : 'invalid_request_error');
    }
  });

  test('has Allow if it is a 405', async () => {
    expect((await ask(operationOf('createCustomer'), { prefer: 'code=405' })).headers.allow).toBe(
      'GET, POST',
    );
  });
});

test.each(['code=429', 'code=429, dynamic=true', 'code=429, dynamic=true, seed=3'])(
  'the Retry-After of %s is the retry_after of the body',
  async (prefer) => {
    const { json, headers } = await ask(UPSERT, { prefer });
    expect(headers['retry-after']).toBe(String(json.error.details.retry_after));
  },
);

describe('Prefer', () => {
  test.each([
    'code=409; example=idempotency_conflict',
    'code=409;example=idempotency_conflict',
    'code="409", example="idempotency_conflict"',
    'Code=409 ; Example = "idempotency_conflict"',
    'wait=10; code=409; foo="a, b; c", example=idempotency_conflict',
  ])('is followed completely as %s', async (prefer) => {
    const { status, json } = await ask(UPSERT, { prefer });
    expect([status, json.error.code]).toEqual([409, 'idempotency_conflict']);
  });

  test('is followed completely as several headers', async () => {
    const { path, headers, ...init } = goodRequest(UPSERT);
    const preferences = ['code=409', 'example=idempotency_conflict'].map(
      (value) => ['prefer', value] as const,
    );
    const sent = new Headers([...Object.entries(headers), ...preferences] as [string, string][]);
    const response = await fetch(origin + path, { ...init, headers: sent });
    expect(((await response.json()) as { error: { code: string } }).error.code).toBe('idempotency_conflict');
  });

  test('is read in any order, and the first of two equal names counts', async () => {
    for (const prefer of [
      'example=stale;q=1, code=200',
      'respond-async, Code = 200 , EXAMPLE="stale", wait=10',
      'code=200, example=stale, code=500, example=linked',
      ',,code=200,,example=stale,',
    ]) {
      const { status, headers } = await ask(UPSERT, { prefer });
      expect([status, headers['upsert-outcome']], prefer).toEqual([200, 'stale']);
    }
  });

  test.each([
    ['code=204', /code must be one that upsertCustomerByExternalId declares: 200, 201, 400,/],
    ['code=default', /code must be one that/],
    ['code=toString', /code must be one that/],
    ['code', /code must be one that/],
    ['code=200e0', /code must be one that/],
    ['code=600', /code must be one that/],
    ['example=merged', /example must be one of upsertCustomerByExternalId for 201: created/],
    ['example=constructor', /example must be one of/],
    ['code=200, example=created', /example must be one of .* for 200: updated, unchanged, linked, stale/],
    ['code=409 example=conflict', /code must be one that/],
    ['code="409', /must be a list such as code=409, example=conflict/],
    ['code="409"x', /must be a list such as/],
    ["code='409'", /code must be one that/],
    ['code=502, example=method_not_allowed', /example must be one of .* for 502: there are none/],
    ['dynamic=maybe', /dynamic must be true or false/],
    ['=', undefined],
    ['seed', undefined],
  ])('%s is refused with the declared values, or ignored', async (prefer, reason) => {
    const { status, json, faults } = await ask(UPSERT, { prefer });
    expect(faults).toEqual([]);
    expect(status).toBe(reason ? 400 : 201);
    if (reason) expect(json.error.details.fields.Prefer).toEqual([expect.stringMatching(reason)]);
  });

  test('may contain any text that a header can contain', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'code=example,dynamic;seed"0409 \t\\%{}[]$') });
    await fc.assert(
      fc.asyncProperty(text, async (prefer) => {
        const { status, faults } = await ask(UPSERT, { prefer: prefer.trim() });
        expect(faults).toEqual([]);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
  });
});

describe('generated values', () => {
  test('match the spec for each operation, status and seed', {
    timeout: PATIENCE_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...DECLARED), fc.nat(), async ({ operation, status }, seed) => {
        const { faults, ...answer } = await ask(operation, {
          prefer: `code=${status}, dynamic=true, seed=${seed}`,
        });
        expect(answer.status).toBe(status);
        expect(faults).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('are those of a person and of the last weeks, and both spellings of a field agree', async () => {
    const list = operationOf('listCustomers');
    for (const seed of [1, 2, 3]) {
      const { json } = await ask(list, { prefer: `dynamic=true, seed=${seed}` });
      for (const customer of json.data) {
        expect(customer.name).toMatch(/^\S+ \S+/);
        expect(customer.email).toMatch(/^[^@]+@example\.(com|net|org)$/);
        const created = Date.parse(customer.createdAt);
        expect(Date.now() - created).toBeGreaterThan(0);
        expect(Date.now() - created).toBeLessThan(62 * 86_400_000);
        expect(Date.parse(customer.updatedAt)).toBeGreaterThanOrEqual(created);
        for (const [name, value] of Object.entries(customer)) {
          const twin = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
          if (twin !== name && name !== 'externalRefs') expect(customer[twin], name).toEqual(value);
        }
        expect(customer.external_refs).toEqual(
          customer.externalRefs?.map((reference: Record<string, unknown>) =>
            Object.fromEntries(
              Object.entries(reference).map(([name, value]) => [
                name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
                value,
              ]),
            ),
          ),
        );
      }
    }
  });

  test('of an upsert say created only if the status is 201, and have the Upsert-Outcome of their body', async () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const made = await ask(UPSERT, { prefer: `code=201, dynamic=true, seed=${seed}` });
      expect(made.json.created).toBe(true);
      const { json, headers } = await ask(UPSERT, { prefer: `code=200, dynamic=true, seed=${seed}` });
      expect([json.created, json.ignored]).toContainEqual(!('data' in json));
      expect(headers['upsert-outcome'] === 'stale').toBe('ignored' in json);
    }
  });

  test('are the same for the same seed, and differ without a seed', async () => {
    const invent = async (more = '') => (await ask(UPSERT, { prefer: `dynamic=true${more}` })).json;
    expect(await invent(', seed=7')).toEqual(await invent(', seed=7'));
    expect(await invent(', seed=7')).not.toEqual(await invent(', seed=8'));
    expect(await invent()).not.toEqual(await invent());
  });

  test('are replaced by the example that Prefer names', async () => {
    const { status, json } = await ask(UPSERT, { prefer: 'code=200, example=linked, dynamic=true' });
    expect(status).toBe(200);
    expect(json).toEqual(UPSERT.responses['200']?.content?.examples.linked);
  });

  test('are the default of a dynamic mock, unless Prefer names an example', async () => {
    await using dynamic = await startMock({ dynamic: true });
    const url = new URL(dynamic.url).origin;
    const example = (await ask(UPSERT)).json;
    expect((await ask(UPSERT, { url })).json).not.toEqual(example);
    expect((await ask(UPSERT, { url, prefer: 'dynamic=false' })).json).toEqual(example);
  });
});
