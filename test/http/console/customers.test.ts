import { describe, expect, test } from 'vitest';
import { aRecord } from '../../support/records.ts';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

const MARKUP = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

async function put(externalId: string, body: object, source = 'practicehub') {
  const path = `/v2/customers/external/${source}/${encodeURIComponent(externalId)}`;
  return (await server.as().put(path).send(body)).body.data.id as string;
}
const tenant = () => `tenant=${server.tenant.merchantId}.sandbox`;

describe('customers in the console', () => {
  test('are found by name, email, phone digits and external id, only in their own mode', async () => {
    await put('PAT-1', { email: 'ingrid@example.com', name: 'Ingrid Solberg', phone: '+47 22 33 44 55' });
    await put('PAT-2', { email: 'jonas@example.com', name: 'Jonas Berg' });
    for (const search of ['solberg', '  Solberg ', 'INGRID@', 'PAT-1', '22334455']) {
      const { text } = await operator.get(
        `/console/customers?${tenant()}&search=${encodeURIComponent(search)}`,
      );
      expect([text.includes('Ingrid Solberg'), text.includes('Jonas Berg')], search).toEqual([true, false]);
    }
    const live = `tenant=${server.tenant.merchantId}.live`;
    expect((await operator.get(`/console/customers?${live}`)).text).toContain(
      'This merchant has no customers in this mode yet',
    );
    expect((await operator.get(`/console/customers?${tenant()}&search=unknown`)).text).toContain(
      'No customer matches',
    );
  });

  test('are shown with their references, events and records', async () => {
    const id = await put('PAT-3', {
      email: 'old@example.com',
      name: 'Before',
      external_updated_at: '2026-01-01T00:00:00Z',
    });
    await put('PAT-3', { email: 'new@example.com', name: 'Before', metadata: { tier: 'gold' } });
    await put('W-3', { email: 'new@example.com' }, 'wodify');
    const invoice = aRecord('invoices', id);
    await server.store.records.put(server.tenant, 'invoices', [invoice]);
    const { text } = await operator.get(`/console/customers/${id}?${tenant()}`);
    for (const part of [
      '<code>PAT-3</code>',
      '<code>W-3</code>',
      '2026-01-01T00:00:00.000Z',
      '<del>old@example.com</del> <ins>new@example.com</ins>',
      'customer.created',
      invoice.id,
    ]) {
      expect(text).toContain(part);
    }
    const live = `tenant=${server.tenant.merchantId}.live`;
    expect((await operator.get(`/console/customers/${id}?${live}`)).status).toBe(404);
  });

  test('are shown if the URL has the merchant id and the customer id in upper case', async () => {
    const id = await put('PAT-4', { email: 'case@example.com', name: 'Any Case' });
    const other = await server.addMerchant();
    const upperCase = `tenant=${server.tenant.merchantId.toUpperCase()}.sandbox`;
    expect((await operator.get(`/console/customers/${id.toUpperCase()}?${upperCase}`)).text).toContain(
      'Any Case',
    );
    const live = `tenant=${other.toUpperCase()}.live`;
    expect((await operator.get(`/console/customers?${live}`)).text).toContain(
      `<option value="${other}.live" selected`,
    );
  });

  test('may have any name and external id, and pages show markup in them as text', async () => {
    const id = await put(MARKUP, { email: 'evil@example.com', name: MARKUP, metadata: { [MARKUP]: MARKUP } });
    for (const path of [
      `/console/customers?${tenant()}`,
      `/console/customers?${tenant()}&search=${encodeURIComponent(MARKUP)}`,
      `/console/customers?${encodeURIComponent(MARKUP)}=1&tenant=${encodeURIComponent(MARKUP)}`,
      `/console/customers/${id}?${tenant()}`,
      '/console/requests',
      '/console/requests/1',
    ]) {
      const { text } = await operator.get(path);
      expect(text, path).not.toMatch(/<script>alert|<img src=x|"'>/);
    }
    expect((await operator.get(`/console/customers/${id}?${tenant()}`)).text).toContain(
      '&#60;img src=x onerror',
    );
  });

  test('are listed in pages of 25, with links to the previous and the next page', async () => {
    for (let number = 0; number < 30; number += 1)
      await put(`PAGE-${number}`, { email: `page${number}@example.com` });
    const first = (await operator.get(`/console/customers?${tenant()}&search=PAGE-`)).text;
    expect(first).toContain('1 to 25 of 30');
    const [, next = ''] = /<a class="button plain" href="([^"]+)" rel="next"/.exec(first) ?? [];
    const second = (await operator.get(next.replaceAll('&#38;', '&'))).text;
    expect(second).toContain('26 to 30 of 30');
    expect([second.includes('rel="prev"'), second.includes('rel="next"')]).toEqual([true, false]);
  });
});
