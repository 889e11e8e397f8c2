import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { MemoryBudget } from '../../src/http/limits/memory-budget.ts';
import { aRecord } from '../support/records.ts';
import { TestServer } from '../support/test-server.ts';

const MIB = 1024 * 1024;
/** The limit of a page of a cursor list, with room for what surrounds its items. */
const MAX_PAGE_BYTES = MIB + 1000;
/** The number of the large customers. A page of all of them exceeds what the buffers of the operating system take. */
const CUSTOMERS = 80;

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ memoryBudget: 16 * MIB, casing: 'both' });
  for (let index = 0; index < CUSTOMERS; index += 1) await upsert(index, 201);
  await upsert(0, 200, 'y');
});
afterAll(() => server.stop());

const upsert = (index: number, status: number, letter = 'x') => {
  const large = { text: letter.repeat(60_000) };
  const body = { email: `${index}@example.com`, metadata: large, custom_fields: large };
  return server.as().put(`/v2/customers/external/large/${index}`).send(body).expect(status);
};

/** Requests all customers several times, and reads none of the responses. */
function requestWithoutReading(key: string): Socket {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).pause();
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(`GET /v2/customers?limit=100 HTTP/1.1\r\nHost: x\r\nx-api-key: ${key}\r\n\r\n`.repeat(8));
  return socket;
}

test('a key whose responses are not read gets 503 for further reads until they are read or dropped', async () => {
  const socket = requestWithoutReading(server.key);
  const list = () => server.as().get('/v2/customers?limit=1');
  await expect.poll(async () => (await list()).status, { timeout: 20_000 }).toBe(503);
  const { headers, body } = await list();
  expect(headers['retry-after']).toBe('1');
  expect(body.error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('Read them') });
  await upsert(1, 200, 'z');
  const other = await server.addKey({ merchantId: await server.addMerchant() });
  await server.as(other).get('/v2/customers').expect(200);
  socket.destroy();
  await expect.poll(async () => (await list()).status, { timeout: 20_000 }).toBe(200);
});

test('a key without unread responses gets a page by offset that is larger than its share, complete', async () => {
  const { body, text } = await server.as().get('/v2/customers?limit=100').expect(200);
  expect(body.data).toHaveLength(CUSTOMERS);
  expect(text.length).toBeGreaterThan(4 * MIB);
});

interface Page {
  data: { id: string }[];
  has_more?: boolean;
  pagination?: { next?: string; hasMore: boolean };
}

const idsOf = ({ data }: Page) => data.map(({ id }) => id);

/**
 * Reads a cursor list to its end.
 *
 * @param cursorOf returns the parameter for the page after this one; undefined if it is the last one.
 * @returns the ids of all pages, and the length of the largest page in bytes.
 */
async function walk(path: string, start: string, cursorOf: (page: Page) => string | undefined) {
  const pages: string[][] = [];
  let largest = 0;
  for (let cursor: string | undefined = start; cursor !== undefined; ) {
    const { body, text } = await server.as().get(`${path}?limit=100${cursor}`).expect(200);
    pages.push(idsOf(body));
    largest = Math.max(largest, Buffer.byteLength(text));
    cursor = cursorOf(body);
  }
  return { pages, largest };
}

const older = (page: Page) => (page.has_more ? `&starting_after=${page.data.at(-1)?.id}` : undefined);
const newer = (page: Page) => (page.has_more ? `&ending_before=${page.data[0]?.id}` : undefined);

test('a page of customers by after ends before it exceeds 1 MiB, and the walk meets every customer once', async () => {
  const all = await server.as().get('/v2/customers?limit=100');
  const first = await server.as().get('/v2/customers?limit=1');
  const next = ({ pagination }: Page) => {
    expect(pagination?.hasMore).toBe(pagination?.next !== undefined);
    return pagination?.next && `&after=${pagination.next}`;
  };
  const { pages, largest } = await walk('/v2/customers', next(first.body) ?? '', next);
  expect(pages.flat()).toEqual(idsOf(all.body).slice(1));
  expect(pages.length).toBeGreaterThan(1);
  expect(largest).toBeLessThanOrEqual(MAX_PAGE_BYTES);
});

test('a page of events ends before it exceeds 1 MiB, and a walk in either direction meets every event once', async () => {
  const { pages, largest } = await walk('/v2/events', '', older);
  const ids = pages.flat();
  expect(new Set(ids).size).toBe(ids.length);
  expect(pages.length).toBeGreaterThan(1);
  const back = await walk('/v2/events', `&ending_before=${ids.at(-1)}`, newer);
  expect(back.pages.toReversed().flat()).toEqual(ids.slice(0, -1));
  expect(Math.max(largest, back.largest)).toBeLessThanOrEqual(MAX_PAGE_BYTES);
});

test('a page of records ends before it exceeds 1 MiB, and the next page begins with the rest', async () => {
  const { body } = await server.as().get('/v2/customers?limit=1');
  const { id } = body.data[0];
  const invoices = Array.from({ length: 30 }, () =>
    aRecord('invoices', id, { invoice_number: 'n'.repeat(60_000) }),
  );
  await server.store.records.put(server.tenant, 'invoices', invoices);
  const { pages, largest } = await walk(`/v2/customers/${id}/invoices`, '', older);
  expect(pages.flat().sort()).toEqual(invoices.map((invoice) => invoice.id).sort());
  expect(largest).toBeLessThanOrEqual(MAX_PAGE_BYTES);
});

test('a memory budget gives an owner a quarter of the whole, one larger piece if it has nothing else, and 64 KiB always', () => {
  const budget = new MemoryBudget(100 * MIB);
  const large = budget.reserve('a', 60 * MIB);
  expect(large).toBeDefined();
  expect(budget.reserve('a', 1)).toBeUndefined();
  expect(budget.reserve('b', 41 * MIB)).toBeUndefined();
  const small = budget.reserve('b', 20 * MIB);
  expect(small?.grow(5 * MIB)).toBe(true);
  expect(small?.grow(1)).toBe(false);
  const third = budget.reserve('c', 15 * MIB);
  expect(budget.reserve('d', MIB)).toBeUndefined();
  expect(budget.reserve('d', 64 * 1024)).toBeDefined();
  expect(budget.reserve('d', 1)).toBeUndefined();
  large?.release();
  third?.release();
  expect(budget.reserve('a', 25 * MIB)).toBeDefined();
  expect(budget.reserve('a', 1)).toBeUndefined();
});
