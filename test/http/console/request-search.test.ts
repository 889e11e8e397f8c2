import { beforeAll, describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { newestRequest, type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
let keyId: string;
openConsole((...opened) => {
  [server, operator] = opened;
});

beforeAll(async () => {
  expect((await operator.get('/console/requests')).text).toContain('Send the first one');
  keyId = String((await server.store.keys.list())[0]?.id);
  const live = await server.addKey({ mode: 'live' });
  await server
    .as()
    .put('/v2/customers/external/Crm/SECRET-ID')
    .set('x-request-id', 'the-first')
    .send({ email: 'o@example.com', name: "O'Hara" });
  server.now += 60_000;
  await server.as(live).put('/v2/customers/external/erp/SECRET-ID').send({ email: 'secret@example.com' });
  server.now += 60_000;
  const customers = [{ external_id: '1', email: 'batch@example.com' }];
  await server.as().put('/v2/customers/external/batch').send({ source: 'erp', customers });
  await server.as(null).get('/v2/events');
  await newestRequest(operator);
});

/** Returns the numbers of the requests that a search finds. */
async function found(query: string): Promise<number[]> {
  const { text } = await operator.get(`/console/requests?${query}`);
  return [...text.matchAll(/href="\/console\/requests\/(\d+)"/g)].map(([, number]) => Number(number));
}

describe('the search of requests', () => {
  test.each([
    ['id=the-first', [1]],
    ['id=unknown', []],
    ['source=crm', [1]],
    ['source=ERP', [3, 2]],
    ['status=401', [4]],
    ['status=2xx', [3, 2, 1]],
    ['path=/batch', [3]],
    ['path=/v2/customers&source=erp', [3, 2]],
    ['from=2026-11-23T12:01', [4, 3, 2]],
    ['to=2026-11-23T12:00:59', [1]],
    ['from=2026-11-23T12:00:30&to=2026-11-23T12:01:30', [2]],
    ['only=problems', [4]],
  ])('%s finds the requests %j', async (query, numbers) => {
    expect(await found(query)).toEqual(numbers);
  });

  test('finds the requests of an API key', async () => {
    expect(await found(`key=${keyId}`)).toEqual([3, 1]);
  });

  test.each(['status=many', 'status=999', 'from=yesterday', 'to=2026-02-30T00:00'])(
    'names the error of %s, and finds every request',
    async (query) => {
      const { text } = await operator.get(`/console/requests?${query}`);
      expect(text).toContain('<div class="message bad" role="alert">');
      expect(await found(query)).toEqual([4, 3, 2, 1]);
    },
  );

  test('shows markup in a field as text', async () => {
    const { text } = await operator.get(`/console/requests?id=${encodeURIComponent('"><img src=x>')}`);
    expect(text).not.toContain('<img src=x>');
  });
});

describe('the curl command of a request', () => {
  const commandOf = async (number: number) => {
    const { text } = await operator.get(`/console/requests/${number}`);
    const [, command = ''] = /<pre data-copy><code>(.*?)<\/code>/.exec(text) ?? [];
    return command.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  };

  test('contains the body of a sandbox request, quoted for a shell, and no API key', async () => {
    const command = await commandOf(1);
    expect(command).toContain(
      `curl -i -g -X PUT '${server.url}/v2/customers/external/crm/{externalId}' -H "x-api-key: $UPSERTD_API_KEY"`,
    );
    expect(command).toContain(String.raw`"name":"O'\''Hara"`);
    expect(command).not.toContain(server.key);
  });

  test('names a file for the body of a live request, which the log does not store', async () => {
    const command = await commandOf(2);
    expect(command).toMatch(/--data-binary '@body\.json'$/);
    expect(command).not.toMatch(/secret@|SECRET-ID/);
  });

  test('has no body for a request that reads', async () => {
    expect(await commandOf(4)).toBe(`curl -i -g '${server.url}/v2/events' -H "x-api-key: $UPSERTD_API_KEY"`);
  });
});
