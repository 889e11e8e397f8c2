import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { makeSecret } from '../../src/domain/keys/key-gate.ts';
import { forwardRequest } from '../../src/proxy/forward-request.ts';
import { Served } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { TestServer } from '../support/test-server.ts';
import { makeWorkbook } from './import/workbook.ts';
import { Folder, runImport, startImport } from './import-run.ts';

const folder = new Folder();

/** A server starts slowly on a busy machine. */
const SLOW = { timeout: 90_000 };

/** Makes the rows of a file in which every hundredth row has no email. */
function rowsOf(source: string, length: number): string[][] {
  const rows = Array.from({ length }, (_, index) => {
    const email = index % 100 === 99 ? '' : `${source}.${index}@example.com`;
    return [`${source}-${index}`, email, 'Kari Bø'];
  });
  return [['external_id', 'email', 'name'], ...rows];
}

function csvOf(rows: readonly string[][]): string {
  return rows.map((cells) => `${cells.join(',')}\n`).join('');
}

function fileOf(source: string, length: number): string {
  return folder.write(`${source}.csv`, csvOf(rowsOf(source, length)));
}

function countsOf(rows: number) {
  return { complete: true, read: rows, created: rows * 0.99, updated: 0, unchanged: 0, rejected: rows / 100 };
}

/** Returns the number of events. The sequence has no gap, so a row that is imported twice changes it. */
async function eventsOf({ events }: Client): Promise<number> {
  return (await events.list({ limit: 1 })).data[0]?.sequence ?? 0;
}

async function customersOf({ customers }: Client): Promise<number | undefined> {
  return (await customers.list({ limit: 1 })).pagination.total;
}

test(
  'an import continues after the server was killed and restarted, and imports every row exactly once',
  SLOW,
  async () => {
    const cwd = tempFolder();
    const key = makeSecret('sandbox');
    const served = await Served.start({ cwd, env: { UPSERTD_SANDBOX_KEY: key, UPSERTD_PORT: '0' } });
    const { port } = new URL(served.url);
    const client = createClient({ baseUrl: served.url, apiKey: key });
    const rows = 2000;
    const file = fileOf('crash', rows);
    const { ended } = startImport([file, '--source', 'crm', '--url', served.url, '--json'], key);
    await expect.poll(() => eventsOf(client), { timeout: 60_000, interval: 5 }).toBeGreaterThan(200);
    await served.stop('SIGKILL');
    await Served.start({ cwd, env: { UPSERTD_PORT: port } });
    expect(await eventsOf(client)).toBeLessThan(rows * 0.99);
    const { stdout, code } = await ended;
    expect(JSON.parse(stdout)).toMatchObject(countsOf(rows));
    expect(code).toBe(1);
    expect(await eventsOf(client)).toBe(rows * 0.99);
    expect(await customersOf(client)).toBe(rows * 0.99);
  },
);

/** Forwards requests to a server. The server executes requests for which `isSilent` is true, but the client gets no response. */
async function startRelay(server: TestServer, isSilent: (sent: number) => boolean) {
  let sent = 0;
  const http = createServer((request, response) => {
    sent += 1;
    void forwardRequest(
      new URL(server.url),
      request,
      isSilent(sent) ? new ServerResponse(request) : response,
    );
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const stop = () => {
    http.closeAllConnections();
    http.close();
  };
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, stop };
}

test.each([
  ['killed.csv', csvOf],
  ['killed.utf16.csv', (rows: string[][]) => iconv.encode(csvOf(rows), 'utf-16le', { addBOM: true })],
  ['killed.csv.gz', (rows: string[][]) => gzipSync(csvOf(rows))],
  ['killed.xlsx', (rows: string[][]) => makeWorkbook({ List: rows })],
  [
    'killed.json',
    ([, ...rows]: string[][]) =>
      JSON.stringify(
        rows.map(([external_id, email, name]) => (email ? { external_id, email, name } : { external_id })),
        null,
        2,
      ),
  ],
])(
  'an import of %s that was killed is resumed, imports every row exactly once, and reports the counts of the whole file',
  SLOW,
  async (name, write) => {
    const server = await TestServer.start();
    const client = createClient({ baseUrl: server.url, apiKey: server.key });
    const [rows, checks, responses] = [1500, 1, 5];
    let isSilent = true;
    const { url, stop } = await startRelay(server, (sent) => isSilent && sent > checks + responses);
    const file = folder.write(name, write(rowsOf('killed', rows)));
    const args = [file, '--source', 'crm', '--url', url, '--json'];
    const { child, ended } = startImport(args, server.key);
    await expect.poll(() => eventsOf(client), { timeout: 60_000 }).toBeGreaterThan(responses * 99);
    child.kill('SIGKILL');
    await ended;
    expect(await eventsOf(client)).toBeLessThan(rows * 0.99);

    isSilent = false;
    const { stdout, stderr } = await runImport([...args, '--resume'], server.key);
    expect(stderr).toMatch(/Resuming after \d+ rows\.\n/);
    expect(JSON.parse(stdout)).toMatchObject(countsOf(rows));
    expect(await eventsOf(client)).toBe(rows * 0.99);
    expect(await customersOf(client)).toBe(rows * 0.99);
    if (name === 'killed.csv') expect(rejectedLines(file)).toEqual(everyHundredth(rows));
    stop();
    await server.stop();
  },
);

function rejectedLines(file: string): (string | undefined)[] {
  const rejected = readFileSync(`${file}.rejected.csv`, 'utf8').trimEnd().split('\n').slice(1);
  return rejected.map((line) => line.split(',')[0]);
}

function everyHundredth(rows: number): string[] {
  return Array.from({ length: rows / 100 }, (_, index) => `${index * 100 + 101}`);
}
