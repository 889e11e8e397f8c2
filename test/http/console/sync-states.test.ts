import { describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const put = (resourceType: string, body: object) =>
  server
    .as()
    .put(`/v2/sync-state/practicehub/${server.tenant.merchantId}/${resourceType}`)
    .send(body)
    .expect(200);

describe('the sync states page', () => {
  test('names the command that stores the first state, if there is none, and this command works', async () => {
    const { text } = await operator.get('/console/sync-states');
    expect(text).toContain('No source has stored a sync state');
    const path = `/v2/sync-state/practicehub/${server.tenant.merchantId}/customers`;
    expect(text).toContain(`curl -i -g -X PUT &#39;${server.url}${path}&#39;`);
    const [, body = ''] = /--data-binary &#39;([^<]+)&#39;<\/code>/.exec(text) ?? [];
    await put('customers', JSON.parse(body.replaceAll('&#34;', '"')));
  });

  test('lists each state of the tenant, and leads to a page with the changes of a state', async () => {
    await put('patients', { lastSyncStatus: 'syncing', itemsSynced: 10 });
    const failed = {
      lastSyncStatus: 'error',
      lastSyncError: '<b>refused</b>',
      itemsSynced: 1234,
      cursor: 'page-7',
    };
    await put('patients', { ...failed, lastSyncAt: '2026-11-01T10:00:00Z' });
    const { text } = await operator.get('/console/sync-states');
    const [row = ''] = /<tr>(?:(?!<tr>).)*patients.*?<\/tr>/s.exec(text) ?? [];
    for (const part of ['>error<', 'practicehub', '1,234', '&#60;b&#62;refused', '2026-11-01 10:00:00 UTC'])
      expect(row).toContain(part);
    const [, path = ''] = /href="([^"]+)"/.exec(row) ?? [];
    const state = (await operator.get(path)).text;
    for (const part of ['>syncing<', '>error<', '<code>page-7</code>']) expect(state).toContain(part);
    const live = `tenant=${server.tenant.merchantId}.live`;
    expect((await operator.get(`${path.split('?')[0]}?${live}`)).status).toBe(404);
  });
});
