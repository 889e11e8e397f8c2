import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Operator } from '../http/console/operator.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { TestServer } from '../support/test-server.ts';
import { countsOf, dryRun, type ImportConsole, openImportConsole, uploadFile } from './console-import.ts';

const FILE = { name: 'c.csv', content: 'external_id,email\n1,one@example.com\n' };

let folder: string;
let console: ImportConsole;
beforeEach(async () => {
  folder = tempFolder();
  console = await openImportConsole(folder, '--console-import-max', '20kb');
});

/** The names of the stored uploads. */
const stored = () => readdirSync(join(folder, 'upsertd.db-imports'));
const send = (
  fields: Record<string, string>,
  file: { name: string; content: BlobPart } = FILE,
  headers?: Record<string, string>,
) => console.operator.upload('/console/imports', fields, file, headers);
const FILE_HEAD = '--b\r\nContent-Disposition: form-data; name="file"; filename="c.csv"\r\n\r\n';

/** Starts an upload without a stated length, whose body the test writes. */
function startUpload(): ClientRequest {
  const { operator, served } = console;
  const headers = { cookie: operator.cookie, 'content-type': 'multipart/form-data; boundary=b' };
  const sent = request(`${served.url}/console/imports`, { method: 'POST', headers });
  return sent.on('error', () => undefined);
}

/** The parts of an upload before its file. */
function fieldsOf(form: string): string {
  return Object.entries({ form, tenant: console.sandbox, source: 'crm' })
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('');
}

async function sendBody(body: string): Promise<{ readonly status: number | undefined }> {
  const sent = startUpload();
  const response = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.end(body);
  const [received] = await response;
  received.resume();
  return { status: received.statusCode };
}

const own = () => ({ tenant: console.sandbox, source: 'crm' });

describe('an upload is refused and leaves nothing behind', () => {
  test('with the token of another session', async () => {
    expect((await send({ ...own(), form: 'x'.repeat(32) })).status).toBe(403);
    expect(stored()).toEqual([]);
  });

  test('if another origin has sent the form', async () => {
    const { origin } = new URL(console.served.url);
    for (const headers of [{ origin: 'https://evil.example' }, { origin, 'sec-fetch-site': 'cross-site' }])
      expect((await send(own(), FILE, headers)).status).toBe(403);
    expect(stored()).toEqual([]);
  });

  test('without a session', async () => {
    console.operator.cookie = '';
    expect(await send(own())).toMatchObject({ status: 303, location: '/console/sign-in' });
    expect(stored()).toEqual([]);
  });

  test('if the file comes before the token of the form', async () => {
    const { operator, served, sandbox } = console;
    const body = new FormData();
    body.append('file', new Blob([FILE.content]), 'c.csv');
    for (const [name, value] of [
      ['form', operator.formToken],
      ['tenant', sandbox],
      ['source', 'crm'],
    ] as const)
      body.append(name, value);
    const headers = { cookie: operator.cookie, 'sec-fetch-site': 'same-origin' };
    const response = await fetch(`${served.url}/console/imports`, { method: 'POST', headers, body });
    expect(response.status).toBe(403);
    expect(stored()).toEqual([]);
  });

  test.each([90_000, 60_000])('if the file has %i bytes and the limit is 20 kB', async (size) => {
    const { status, text } = await send(own(), { name: 'large.csv', content: 'x'.repeat(size) });
    expect([status, text.includes('The file is larger than 20 KiB')]).toEqual([413, true]);
    expect(stored()).toEqual([]);
  });

  test.each([
    [{ tenant: 'unknown.live' }, 'Choose a merchant and mode'],
    [{ source: ' ' }, 'enter the source'],
  ])('with the fields %j', async (fields, sentence) => {
    const { status, text } = await send({ ...own(), ...fields });
    expect([status, text.includes(sentence)]).toEqual([400, true]);
    expect(stored()).toEqual([]);
  });

  test('without a file', async () => {
    const { status, text } = await send(own(), { name: '', content: '' });
    expect([status, text.includes('choose a file')]).toEqual([400, true]);
  });

  test('if its body is not a form', async () => {
    const { status } = await console.operator.post('/console/imports', own());
    expect(status).toBe(400);
  });

  test.each(['own', 'another'])(
    'if the form with the token of %s session ends within the file',
    async (of) => {
      const form = of === 'own' ? console.operator.formToken : 'x'.repeat(32);
      const { status } = await sendBody(
        `${fieldsOf(form)}${FILE_HEAD}external_id,email\n1,one@example.com\n`,
      );
      expect(status).toBe(of === 'own' ? 400 : 403);
      expect((await console.operator.get('/console/imports')).text).toContain('There are no uploaded files.');
      expect(stored()).toEqual([]);
    },
  );

  test('if a body without a stated length is longer than the limit, before it has ended', async () => {
    const sent = startUpload();
    const response = once(sent, 'response');
    sent.write(`${fieldsOf(console.operator.formToken)}${FILE_HEAD}${'x'.repeat(100_000)}`);
    const [{ statusCode }] = await response;
    sent.destroy();
    expect(statusCode).toBe(413);
    expect(stored()).toEqual([]);
  });

  test('if the browser closes the connection in the middle', async () => {
    const { operator } = console;
    const sent = startUpload();
    sent.write(`${fieldsOf(operator.formToken)}${FILE_HEAD}external_id`);
    while (stored().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    sent.destroy();
    while (stored().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await operator.get('/console/imports')).text).toContain('There are no uploaded files.');
  });

  test('if the server stores ten files already', async () => {
    for (let count = 0; count < 10; count += 1) await uploadFile(console, console.sandbox, FILE);
    const { status, text } = await send(own());
    expect([status, text.includes('at most 10 files')]).toEqual([409, true]);
    expect(stored()).toHaveLength(10);
  });
});

test('an upload may take longer than the request timeout', async () => {
  console = await openImportConsole(tempFolder(), ...['--headers-timeout', '1s', '--request-timeout', '1s']);
  const sent = startUpload();
  const response = once(sent, 'response');
  sent.write(`${fieldsOf(console.operator.formToken)}${FILE_HEAD}`);
  for (let count = 0; count < 8; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    sent.write('external_id,email\n');
  }
  sent.end('\r\n--b--\r\n');
  const [{ statusCode }] = await response;
  expect(statusCode).toBe(303);
});

test('a form of an import is refused without the token of the session', async () => {
  const { operator, sandbox } = console;
  const path = await uploadFile(console, sandbox, FILE);
  await dryRun(operator, path);
  for (const action of ['mapping', 'run', 'cancel', 'remove'])
    expect((await operator.post(`${path}/${action}`, { form: 'another' })).status).toBe(403);
  expect(stored()).toHaveLength(1);
});

test('an import does not begin before its dry run has ended', async () => {
  const { operator, sandbox, served } = console;
  const path = await uploadFile(console, sandbox, FILE);
  expect((await operator.post(`${path}/run`, {})).headers.location).toBe(path);
  expect(await (await served.fetch('/v2/customers')).json()).toMatchObject({ pagination: { total: 0 } });
});

test('a server that does not run from the command line offers no imports, and its navigation has no link to them', async () => {
  const server = await TestServer.start({ consoleToken: 'a-token-for-the-tests' });
  onTestFinished(() => server.stop());
  const operator = await Operator.signedIn(server);
  onTestFinished(() => operator.close());
  expect((await operator.get('/console/imports')).status).toBe(404);
  expect((await operator.get('/console/customers')).text).not.toContain('href="/console/imports"');
});

test('an uploaded file with the name of the configuration file does not configure the import', async () => {
  // Each line is valid in a configuration file and in a CSV file.
  const content = 'rejects: ../../../stolen.csv #,external_id,email\n#,P1,not an email\n';
  const path = await uploadFile(console, console.sandbox, { name: 'upsertd.yaml', content });
  const result = await dryRun(console.operator, path, { format: 'csv' });
  expect(countsOf(result)).toMatchObject({ read: 1, rejected: 1 });
  expect(readdirSync(folder)).not.toContain('stolen.csv');
});
