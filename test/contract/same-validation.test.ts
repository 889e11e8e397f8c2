import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toFieldErrors } from '../../src/contract/findings.ts';
import { loadContract } from '../../src/contract/load.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { Router } from '../../src/contract/router.ts';
import { RequestValidator } from '../../src/contract/validation/request-validator.ts';
import { type FieldErrors, invalidFields } from '../../src/domain/problem.ts';
import { RawClient, type RawReply } from '../support/raw-client.ts';
import { TestServer } from '../support/test-server.ts';
import { type MutableRequest, requestsFor } from './request-mutations.ts';

/** The fields and reasons of a refusal of the server; for batch items, the error of each that failed. */
interface ValidationOutcome {
  readonly fields: FieldErrors;
  readonly items: readonly (string | undefined)[];
}

const ACCEPTED: ValidationOutcome = { fields: {}, items: [] };

/** Reads the verdict of the server. Errors after the validation, such as an unknown id, count as accepted. */
function serverVerdict({ status, text }: RawReply): ValidationOutcome {
  const body = text === '' ? {} : JSON.parse(text);
  if (status === 400) return { fields: body.error.details.fields ?? {}, items: [] };
  if (!Array.isArray(body.results)) return ACCEPTED;
  const items = body.results.map(({ error }: { error?: { code: string; message: string } }) =>
    error?.code === 'invalid_request' ? error.message : undefined,
  );
  return items.some((item: unknown) => item !== undefined) ? { fields: {}, items } : ACCEPTED;
}

/** Reads the verdict of the proxy's validator on the same request. */
function validatorVerdict(
  { router, validator }: { router: Router; validator: RequestValidator },
  {
    method,
    url,
    headers,
    body,
  }: { method: string; url: string; headers: Record<string, string>; body: unknown },
): ValidationOutcome {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const route = router.find(method, path);
  if (route.kind !== 'found') return ACCEPTED;
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { operation, params } = route;
  const findings = validator.findings(operation, { params, query, headers: lower, body });
  const inItems = findings.filter((finding) => finding.in === 'item');
  const whole = findings.filter((finding) => finding.in !== 'item');
  // Only if the rest of the request is valid, the server reads the items.
  if (whole.length > 0) return { fields: toFieldErrors(whole, 'body'), items: [] };
  if (inItems.length === 0) return ACCEPTED;
  const items = (body as { customers: unknown[] }).customers.map((_item, index) => {
    const own = inItems.filter(({ path: [, at] }) => at === String(index));
    const errors = own.map(({ path, reason }) => ({ path: path.slice(2), reason }));
    return own.length === 0 ? undefined : invalidFields(toFieldErrors(errors, 'item')).message;
  });
  return { fields: {}, items };
}

function sorted({ fields, items }: ValidationOutcome) {
  const entries = Object.entries(fields).map(([name, reasons]) => [name, reasons.toSorted()] as const);
  return { fields: Object.fromEntries(entries), items };
}

function urlOf({ path: template }: Operation, { path, query }: MutableRequest): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const value = path[name] ?? '';
    return value === '%' ? value : encodeURIComponent(value);
  });
  return query === '' ? filled : `${filled}?${query}`;
}

const { operations } = loadContract();
const ids = (all: readonly Operation[]) => all.map(({ id }) => id);

describe.each([
  ['warn', ids(operations)],
  // Only bodies have unknown fields that the option concerns.
  ['reject', ids(operations.filter(({ body }) => body))],
] as const)('with --unknown-fields %s', (unknownFields, names) => {
  const contract = loadContract({ unknownFields });
  const tools = { router: new Router(contract.operations), validator: new RequestValidator(contract) };
  let server: TestServer;
  let client: RawClient;
  beforeAll(async () => {
    server = await TestServer.start({ unknownFields });
    client = new RawClient(server.url);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  test.each(names)(
    'the server and the validator of the proxy find the same fields and reasons in requests to %s',
    async (id) => {
      const operation = contract.operations.find((one) => one.id === id) as Operation;
      const method = operation.method.toUpperCase();
      let refused = 0;
      for (const request of requestsFor(contract.document, operation)) {
        const headers = { ...request.headers, ...(operation.body && { 'content-type': 'application/json' }) };
        const url = urlOf(operation, request);
        const body = operation.body && JSON.stringify(request.body);
        const reply = await client.send(method, url, { ...headers, 'x-api-key': server.key }, body);
        const verdict = serverVerdict(reply);
        if (verdict !== ACCEPTED) refused += 1;
        const found = validatorVerdict(tools, { method, url, headers, body: request.body });
        expect(sorted(found), `${request.name}: ${reply.text}`).toEqual(sorted(verdict));
      }
      expect(refused).toBeGreaterThan(4);
    },
  );
});
