import { describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const put = async (externalId: string, body: object) =>
  (await server.as().put(`/v2/customers/external/crm/${externalId}`).send(body)).body.data.id as string;
const pageOf = async (path: string) => (await operator.get(`/console/events${path}`)).text;
const linksOf = (text: string) => [...text.matchAll(/href="(\/console\/events\/[^"]+)">(\d+)</g)];

describe('the events page', () => {
  test('names the command that makes the first event, if there is none', async () => {
    const text = await pageOf('');
    expect(text).toContain('has no events in this mode yet');
    expect(text).toContain(
      `curl -i -g -X PUT &#39;${server.url}/v2/customers/external/practicehub/PAT-12345&#39;`,
    );
  });

  test('lists the events of a tenant, and filters them by type and customer', async () => {
    const one = await put('1', { email: 'one@example.com', name: 'One' });
    await put('1', { email: 'one@example.com', name: 'First' });
    const two = await put('2', { email: 'two@example.com', name: 'Two' });
    expect(linksOf(await pageOf('')).map(([, , number]) => number)).toEqual(['3', '2', '1']);
    expect(linksOf(await pageOf('?type=customer.updated')).map(([, , number]) => number)).toEqual(['2']);
    expect(linksOf(await pageOf(`?customer=${one.toUpperCase()}`)).map(([, , number]) => number)).toEqual([
      '2',
      '1',
    ]);
    expect(
      linksOf(await pageOf(`?type=customer.created&customer=${two}`)).map(([, , number]) => number),
    ).toEqual(['3']);
    expect(linksOf(await pageOf('?type=unknown')).map(([, , number]) => number)).toEqual(['3', '2', '1']);
    expect(await pageOf('?customer=nobody')).toContain('No event matches');
    expect(linksOf(await pageOf(`?tenant=${server.tenant.merchantId}.live`))).toEqual([]);
    await pageOf(`?tenant=${server.tenant.merchantId}.sandbox`);
  });

  test('leads to a page per event with the change, the request and the JSON of the API', async () => {
    await put('3', { email: 'three@example.com', name: 'Before' });
    await put('3', { email: 'three@example.com', name: 'After' });
    const [, path = ''] = linksOf(await pageOf('?type=customer.updated'))[0] ?? [];
    const { status, text } = await operator.get(path);
    expect(status).toBe(200);
    for (const part of ['<del>Before</del> <ins>After</ins>', 'previous_attributes', 'find it in the log'])
      expect(text).toContain(part);
    expect((await operator.get('/console/events/unknown')).status).toBe(404);
  });

  test('has pages of 50 events, and shows the first page for an unknown cursor', async () => {
    for (let number = 0; number < 51; number += 1)
      await put('4', { email: 'four@example.com', name: `N${number}` });
    const first = await pageOf('');
    expect(linksOf(first)).toHaveLength(50);
    const [, next = ''] = /href="([^"]+)" rel="next"/.exec(first) ?? [];
    const second = (await operator.get(next.replaceAll('&#38;', '&'))).text;
    expect(
      linksOf(second)
        .map(([, , number]) => number)
        .at(-1),
    ).toBe('1');
    expect(linksOf(await pageOf('?after=unknown'))).toHaveLength(50);
  });
});
