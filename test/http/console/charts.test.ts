import { expect, test } from 'vitest';
import { tempFolder } from '../../support/temp-folder.ts';
import { TestServer } from '../../support/test-server.ts';
import { Operator, openConsole, TOKEN } from './operator.ts';

let server: TestServer;
let operator: Operator;
openConsole((...opened) => {
  [server, operator] = opened;
});

const decode = (text: string) => text.replaceAll('&#38;', '&');

/** Returns the path of the link around the bar with this title. */
function linkOf(text: string, title: string): string {
  const [, path = ''] =
    new RegExp(`<a href="([^"]+)" tabindex="-1"><title>${title}</title>`).exec(text) ?? [];
  return decode(path);
}

test('a bar of the overview names its time and counts, and leads to its requests', async () => {
  await server.as().put('/v2/customers/external/crm/1').send({ email: 'one@example.com' }).expect(201);
  await server.as().get('/v2/customers?limit=nonsense').expect(400);
  const title = '2026-11-23 12:00 to 12:01 UTC: 1 2xx, 1 4xx';
  await expect.poll(async () => (await operator.get('/console')).text).toContain(`<title>${title}</title>`);
  const { text } = await operator.get('/console');
  const requests = await operator.get(linkOf(text, title));
  expect(requests.text.match(/href="\/console\/requests\/\d+"/g)).toHaveLength(2);
  const created = await operator.get(linkOf(text, '2026-11-23 12:00 to 12:01 UTC: 1 created'));
  expect(created.text.match(/href="\/console\/requests\/\d+"/g)).toHaveLength(1);
  expect(created.text).toContain('name="source" value="crm"');
});

test('a request without a valid key is in the chart of all merchants, and not in that of one', async () => {
  const count = async (path: string) => {
    const { text } = await operator.get(path);
    return Number(/<li class="clientErrors">4xx <strong>(\d+)</.exec(text)?.[1]);
  };
  const [own, all] = [await count('/console'), await count('/console/health')];
  await server.as(null).get('/v2/customers').expect(401);
  await expect.poll(() => count('/console/health')).toBe(all + 1);
  expect(await count('/console')).toBe(own);
});

test('the table of a chart has the same counts and links as its bars', async () => {
  const { text } = await operator.get('/console?range=day');
  const [, table = ''] =
    /<details class="figures-table" id="requests-table">(.*?)<\/details>/s.exec(text) ?? [];
  expect(table).toContain('<th>From</th><th class="number">2xx</th>');
  expect(table).toMatch(
    /<td><a href="\/console\/requests\?tenant=[^"]+"><time datetime="2026-11-23T12:00:00.000Z">/,
  );
  const [, link = ''] = /<td><a href="([^"]+)"/.exec(table) ?? [];
  expect(text).toContain(`<a href="${link}" tabindex="-1">`);
});

test.each([
  ['hour', '11:01'],
  ['day', '12:30'],
  ['week', '11-16'],
])('the time axis of the range %s begins with %s', async (range, first) => {
  const { text } = await operator.get(`/console/health?range=${range}`);
  expect(/<ul class="x-axis"><li>([^<]+)</.exec(text)?.[1]).toBe(first);
});

test('the requests of one tenant are found, and an unknown tenant has none', async () => {
  const live = await server.addKey({ mode: 'live' });
  await server.as(live).get('/v2/customers').expect(200);
  const tenant = `${server.tenant.merchantId}.live`;
  const find = async (value: string) =>
    (await operator.get(`/console/requests?tenant=${value}`)).text.match(/href="\/console\/requests\/\d+"/g);
  await expect.poll(() => find(tenant)).toHaveLength(1);
  expect(await find('nonsense')).toBeNull();
});

test('the counts of requests survive a restart', async () => {
  const folder = tempFolder();
  const counts = async () => {
    const opened = await TestServer.start({ consoleToken: TOKEN, folder });
    const visitor = await Operator.signedIn(opened);
    const [, successes] = /2xx <strong>(\d+)</.exec((await visitor.get('/console/health')).text) ?? [];
    await opened.as().get('/v2/customers').expect(200);
    visitor.close();
    await opened.stop();
    return successes;
  };
  expect([await counts(), await counts(), await counts()]).toEqual(['0', '1', '2']);
});
