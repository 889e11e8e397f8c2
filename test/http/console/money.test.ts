import { expect, test } from 'vitest';
import { showMoney } from '../../../src/http/console/show-money.ts';
import { aRecord } from '../../support/records.ts';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

test.each([
  [129_900, 'NOK', '1,299.00 NOK'],
  [5, 'EUR', '0.05 EUR'],
  [-1250, 'USD', '-12.50 USD'],
  [-5, 'USD', '-0.05 USD'],
  [500, 'JPY', '500 JPY'],
  [1500, 'KWD', '1.500 KWD'],
  [0, 'EUR', '0.00 EUR'],
  [Number.MAX_SAFE_INTEGER, 'EUR', '90,071,992,547,409.91 EUR'],
  [100, 'ABC', '1.00 ABC'],
  [100, 'not a currency', '100 minor units of not a currency'],
])('%d minor units of %s are shown as %s', (minor, currency, shown) => {
  expect(showMoney(minor, currency)).toBe(shown);
});

test('the records of a customer show amounts in the major unit of their currency', async () => {
  const sent = { email: 'payer@example.com' };
  const { body } = await server.as().put('/v2/customers/external/crm/1').send(sent);
  const invoice = { ...aRecord('invoices', body.data.id), total_minor: 4200, currency: 'NOK' };
  await server.store.records.put(server.tenant, 'invoices', [invoice]);
  const { text } = await operator.get(`/console/customers/${body.data.id}`);
  expect(text).toContain('<td class="number">42.00 NOK</td>');
});
