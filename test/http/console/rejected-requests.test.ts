import { describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { newestRequest, type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole(
  (...opened) => {
    [server, operator] = opened;
  },
  { trustedProxies: ['127.0.0.1/32'] },
);

const send = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

async function newestPage(): Promise<string> {
  return (await operator.get(await newestRequest(operator))).text;
}

describe('a rejected request in the log', () => {
  test('shows its path, the address of the client and the reason, in the list and on its page', async () => {
    await send('/v2/customers', { 'x-forwarded-for': '203.0.113.7' });
    const page = await newestPage();
    const list = (await operator.get('/console/requests')).text;
    for (const text of [page, list]) {
      expect(text).toContain('<code>/v2/customers</code>');
      expect(text).toContain('203.0.113.7');
      expect(text).toContain('missing_key');
      expect(text).not.toContain('no route');
    }
  });

  test.each([
    ['/v2/customers/external/crm/jane@example.com', '/v2/customers/external/{source}/{externalId}'],
    ['/v2/customer/jane@example.com', '/v2/…/…'],
    ['/v2/customers/external/crm/1/jane', '/v2/customers/external/…/…/…'],
    ['/wp-admin/jane@example.com?token=secret', '/wp-admin/…'],
    ['/jane@example.com', '/…'],
    ['/', '/'],
  ])('%s is shown as %s, without a part that may be personal data', async (path, shown) => {
    await send(path);
    const page = await newestPage();
    expect(page).toContain(`<code>${shown}</code>`);
    expect(page).not.toMatch(/jane|secret/);
  });

  test('with a valid key shows the code and the reason of the error, and no address', async () => {
    const live = await server.addKey({ mode: 'live' });
    const headers = { 'x-api-key': live, 'x-forwarded-for': '203.0.113.8' };
    await send('/v2/customers?limit=nonsense', headers);
    const page = await newestPage();
    expect(page).toContain('invalid_request: validation_error');
    expect(page).not.toContain('203.0.113.8');
    await send('/v2/typo', headers);
    expect(await newestPage()).toContain('<code>/v2/…</code>');
  });

  test('of a key that is not allowed from an address shows this address', async () => {
    const key = await server.addKey({ cidrs: ['192.0.2.0/24'] });
    await send('/v2/customers', { 'x-api-key': key, 'x-forwarded-for': '203.0.113.9' });
    const page = await newestPage();
    expect(page).toContain('permission_denied: ip_not_allowed');
    expect(page).toContain('203.0.113.9');
  });
});
