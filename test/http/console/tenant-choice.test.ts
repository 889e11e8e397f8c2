import { v7 as uuidV7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import type { TestServer } from '../../support/test-server.ts';
import { Operator, openConsole } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const PAGES = ['/console', '/console/customers', '/console/keys'];

/** Returns the value of the chosen option of a page, without the mode. */
const chosenOn = async (path: string, by = operator) =>
  /<option value="([^"]+)" selected>/.exec((await by.get(path)).text)?.[1];

describe('the choice of merchant and mode', () => {
  test('applies to every other page of the same session, and to no other session', async () => {
    const first = await chosenOn('/console');
    const chosen = `${await server.addMerchant()}.live`;
    expect(await chosenOn(`/console?tenant=${chosen}`)).toBe(chosen);
    for (const path of PAGES) expect(await chosenOn(path), path).toBe(chosen);
    const other = await Operator.signedIn(server);
    expect(await chosenOn('/console', other)).toBe(first);
    other.close();
  });

  test('stays if the URL names an unknown merchant', async () => {
    const chosen = `${await server.addMerchant()}.live`;
    await operator.get(`/console?tenant=${chosen}`);
    expect(await chosenOn('/console/customers?tenant=unknown.live')).toBe(chosen);
  });

  test('shows a part of the id beside the name if two merchants have the same name', async () => {
    const ids = [uuidV7(), uuidV7()];
    for (const id of ids) await server.store.merchants.add({ id, name: 'Twin', createdAt: 0 });
    const single = await server.addMerchant();
    const { text } = await operator.get('/console/customers');
    for (const id of ids) expect(text).toContain(`>Twin (…${id.slice(-6)}) · sandbox</option>`);
    expect(text).toContain(`>Merchant ${single} · sandbox</option>`);
    await operator.createKey({ name: 'of a twin', tenant: `${ids[0]}.live`, scopes: '*' });
    expect((await operator.get('/console/keys')).text).toContain(`<td>Twin (…${ids[0]?.slice(-6)})</td>`);
  });
});
