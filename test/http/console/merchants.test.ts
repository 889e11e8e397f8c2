import { expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

test('the merchants page shows the customers and the active keys of each merchant and mode', async () => {
  const live = await server.addKey({ mode: 'live' });
  await server.addKey({ mode: 'live', expiresAt: 1 });
  for (const externalId of ['1', '2'])
    await server
      .as(live)
      .put(`/v2/customers/external/crm/${externalId}`)
      .send({ email: `${externalId}@example.com` });
  const { merchantId } = server.tenant;
  const [row = ''] =
    new RegExp(`<tr><td>Merchant ${merchantId}.*?</tr>`).exec(
      (await operator.get('/console/merchants')).text,
    ) ?? [];
  expect(row).toContain(`?tenant=${merchantId}.sandbox">0</a></td><td class="number">1</td>`);
  expect(row).toContain(`?tenant=${merchantId}.live">2</a></td><td class="number">1</td>`);
  expect(row).toContain(`<code>${merchantId}</code>`);
});

test('the merchants page shows 50 merchants at a time', async () => {
  for (let count = 0; count < 50; count += 1) await server.addMerchant();
  const { text } = await operator.get('/console/merchants');
  expect(text.match(/<tr><td>/g)).toHaveLength(50);
  const [, next = ''] = /href="([^"]+)" rel="next"/.exec(text) ?? [];
  expect((await operator.get(next)).text.match(/<tr><td>/g)).toHaveLength(1);
});
