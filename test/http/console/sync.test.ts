import { describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { type Operator, openConsole } from './operator.ts';

const MARKUP = `<script>alert(1)</script>`;

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const put = (body: object, source = 'practicehub') =>
  server.as().put(`/v2/sync-state/${source}/${server.tenant.merchantId}/customers`).send(body);
const page = async (mode = 'sandbox') =>
  (await operator.get(`/console/sync?tenant=${server.tenant.merchantId}.${mode}`)).text;

describe('the sync states in the console', () => {
  test('are shown with their newest values and their changes, only in their own mode', async () => {
    await put({ lastSyncStatus: 'success', cursor: 'first', itemsSynced: 40_000 });
    await put({ lastSyncStatus: 'error', lastSyncError: 'The source refused the key.', cursor: 'second' });
    const text = await page();
    expect(text).toContain('practicehub · customers');
    expect(text).toContain('The source refused the key.');
    expect(text).toContain('40,000');
    expect(text.indexOf('<code>second</code>')).toBeLessThan(text.indexOf('<code>first</code>'));
    expect(text).toContain('Changes (2), the newest first, at most 100');
    expect(await page('live')).toContain('No source has stored a sync state in this mode yet');
  });

  test('contain no markup of a client', async () => {
    await put({ lastSyncError: MARKUP, cursor: MARKUP }, 'other');
    const text = await page();
    expect(text).not.toContain(MARKUP);
    expect(text).toContain('&#60;script&#62;');
  });
});
