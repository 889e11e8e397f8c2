import { expect, test } from 'vitest';
import { KeyAddresses, MAX_ADDRESSES, MAX_KEYS } from '../../../src/http/console/keys/key-addresses.ts';
import type { AccessLogEntry, RequestContext } from '../../../src/http/request/request-context.ts';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole(
  (...opened) => {
    [server, operator] = opened;
  },
  { trustedProxies: ['127.0.0.1/32'] },
);

const noMarkup = (text: string) => text.replace(/<\/?time[^>]*>/g, '');

test('the page of a key shows the addresses that used it, the newest first, and leads to its requests', async () => {
  const secret = await server.addKey({ mode: 'live' });
  const id = (await server.store.keys.list()).find(({ mode }) => mode === 'live')?.id;
  const send = (address: string) =>
    fetch(`${server.url}/v2/customers`, { headers: { 'x-api-key': secret, 'x-forwarded-for': address } });
  const page = async () => noMarkup((await operator.get(`/console/keys/${id}`)).text);
  expect(await page()).toContain('No request has used this key since the server started');
  for (const address of ['203.0.113.7', '203.0.113.7', '198.51.100.2']) {
    await send(address);
    server.now += 1000;
  }
  await expect
    .poll(page)
    .toMatch(/198\.51\.100\.2.*<td class="number">1<.*203\.0\.113\.7.*<td class="number">2</s);
  expect(await page()).toContain(`href="/console/requests?key=${id}"`);
});

test('the addresses of keys have an upper bound, and the oldest are dropped first', () => {
  let now = 0;
  const addresses = new KeyAddresses(() => now);
  const record = (key: string, clientAddress: string) =>
    addresses.record({ key } as AccessLogEntry, { clientAddress } as RequestContext);
  for (let count = 0; count <= MAX_ADDRESSES; count += 1) {
    now += 1;
    record('a', `192.0.2.${count}`);
  }
  const found = addresses.of('a').map(({ address }) => address);
  expect([found.length, found[0], found.at(-1)]).toEqual([
    MAX_ADDRESSES,
    `192.0.2.${MAX_ADDRESSES}`,
    '192.0.2.1',
  ]);
  for (let count = 0; count < MAX_KEYS; count += 1) record(`key ${count}`, '192.0.2.1');
  expect([addresses.of('a'), addresses.of('key 0').length]).toEqual([[], 1]);
});
