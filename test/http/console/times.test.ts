import { expect, test } from 'vitest';
import { aRecord } from '../../support/records.ts';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

test('every time on every page, except on the axis of a chart, has the form 2026-01-31 23:59:59 UTC', async () => {
  const sent = { email: 'timed@example.com', external_updated_at: '2026-01-01T00:00:00.123456Z' };
  const { body } = await server.as().put('/v2/customers/external/crm/1').send(sent);
  await server.store.records.put(server.tenant, 'invoices', [aRecord('invoices', body.data.id)]);
  const id = (await server.store.keys.list())[0]?.id;
  for (const path of [
    '',
    '/requests',
    '/requests/1',
    '/customers',
    `/customers/${body.data.id}`,
    '/events',
    '/merchants',
    '/health',
    '/sync-states',
    '/keys',
    `/keys/${id}`,
  ]) {
    const text = (await operator.get(`/console${path}`)).text.replace(/datetime="[^"]*"/g, '');
    const rest = text
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '')
      .replace(/<pre[^>]*>.*?<\/pre>/gs, '')
      // The axis of a chart has no room for the whole form, which its table has.
      .replace(/<div class="plot".*?<\/div>/gs, '')
      .replace(/href="[^"]*"/g, '');
    expect(rest, path).not.toMatch(/\d\d:\d\d|\d{4}-\d\d-\d\d[^,]/);
  }
});

test('the last use of a key says how old it may be', async () => {
  const [key] = await server.store.keys.list();
  await server.store.keys.recordUses(new Map([[String(key?.id), server.now]]));
  for (const path of ['/console/keys', `/console/keys/${key?.id}`])
    expect((await operator.get(path)).text, path).toContain('stored every 60 seconds');
});

test('a signed-in operator who opens a path without a page gets a page of the console', async () => {
  for (const path of ['/console/typo', '/console/', '/console/keys/a/b', '/console/Keys']) {
    const { status, text } = await operator.get(path);
    expect([status, text.includes('<nav aria-label="Console">')], path).toEqual([404, true]);
  }
});
