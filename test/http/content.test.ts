import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** Creates a customer with these headers and bytes; a new email replaces `$EMAIL`. */
async function post(headers: Record<string, string>, body: string | Buffer = '{"email": "$EMAIL"}') {
  const email = freshEmail();
  const sent = typeof body === 'string' ? body.replace('$EMAIL', email) : body;
  const answer = await fetch(`${server.url}/v2/customers`, {
    method: 'POST',
    headers: { 'x-api-key': server.key, 'Content-Type': 'application/json', ...headers },
    body: sent as never,
  });
  const found = await server.as().get('/v2/customers').query({ email });
  const stored = found.body.data.length as number;
  return { status: answer.status, body: await answer.json(), stored };
}

const fresh = () => JSON.stringify({ email: freshEmail() });

describe('Accept', () => {
  test.each([
    '',
    '*/*',
    'application/*',
    'application/json',
    'text/html, application/json;q=0.1',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="utf-8";q=0.5',
    'application/json; profile="a,b;c"',
    'application/*;q=0.2;v=1',
    'text/html, application/json ; version=2 ; q=0.1',
    'application/json;v=2;q=0, application/json',
    'application/json;v=2;q=0, */*;q=0.1',
  ])('may be "%s"', async (accept) => {
    expect((await server.as().get('/v2/customers').set('Accept', accept)).status).toBe(200);
  });

  test.each([
    'text/html',
    'application/xml',
    'application/json;q=0',
    'application/vnd.api+json',
    ';;;',
    '*/*;q=0',
    'application/json;q=0, */*',
    'text/html;charset="application/json"',
  ])('may not be "%s"', async (accept) => {
    const { status, body, headers } = await server.as().get('/v2/customers').set('Accept', accept);
    expect(status).toBe(406);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'not_acceptable',
      param: 'Accept',
    });
  });
});

describe('Content-Type', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'application/json; charset=utf8; profile=x',
    'application/json; profile="; charset=latin1"',
    'application/json; title="charset=utf-16, x"; charset=utf-8',
  ])('may be %s', async (type) => {
    expect(await post({ 'Content-Type': type })).toMatchObject({ status: 201, stored: 1 });
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json5',
    'application/vnd.api+json',
    'application/json, application/json',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'json',
  ])('must not be %s', async (type) => {
    const { status, body, stored } = await post({ 'Content-Type': type });
    expect(status).toBe(415);
    expect(body.error).toMatchObject({ code: 'unsupported_media_type', param: 'Content-Type' });
    expect(stored).toBe(0);
  });

  test.each([
    ['application/json; charset=utf-16', 'utf-16'],
    ['application/json; charset="ISO-8859-1"', 'ISO-8859-1'],
    ['application/json; profile="charset=utf-8"; charset=latin1', 'latin1'],
  ])('of another charset is refused by the name of the charset: %s', async (type, charset) => {
    const { status, body } = await post({ 'Content-Type': type });
    expect(status).toBe(415);
    expect(body.error.message).toBe(
      `The charset ${charset} is not supported. Send the body in UTF-8, as Content-Type: application/json.`,
    );
  });

  test('must be present', async () => {
    const body = Buffer.from(fresh());
    const answer = await fetch(`${server.url}/v2/customers`, {
      method: 'POST',
      headers: { 'x-api-key': server.key },
      body: body as never,
    });
    expect(answer.status).toBe(415);
  });
});

describe('Content-Encoding', () => {
  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['X-GZip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
  ])('may be %s', async (encoding, encode) => {
    expect((await post({ 'Content-Encoding': encoding }, encode(fresh()))).status).toBe(201);
  });

  test.each(['compress', 'gzip, gzip', 'snappy', '*'])('must not be %s', async (encoding) => {
    const { status, body } = await post({ 'Content-Encoding': encoding });
    expect(status).toBe(415);
    expect(body.error).toMatchObject({ code: 'unsupported_media_type', param: 'Content-Encoding' });
  });

  test.each([
    ['is not packed at all', () => Buffer.from(fresh())],
    ['is cut off', () => gzipSync(fresh()).subarray(0, 20)],
    ['is packed in another way', () => brotliCompressSync(fresh())],
  ])('is a 400 where the body %s', async (_title, make) => {
    const { status, body } = await post({ 'Content-Encoding': 'gzip' }, make());
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/^body could not be read/);
  });
});

describe('the size of a body', () => {
  const padded = (bytes: number) => {
    const head = `{"email": "${freshEmail()}", "x": "`;
    return `${head}${'y'.repeat(bytes - head.length - 2)}"}`;
  };

  test('is at most 1 MiB', async () => {
    expect((await post({}, padded(2 ** 20))).status).toBe(201);
    const { status, body } = await post({}, padded(2 ** 20 + 1));
    expect(status).toBe(413);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', code: 'payload_too_large' });
  });

  test('above the limit is refused at 10 MB, and the connection stays usable', async () => {
    expect((await post({}, Buffer.alloc(10_000_000, 'x'))).status).toBe(413);
    expect((await post({})).status).toBe(201);
  });

  test('is checked during decompression, which stops at the limit', async () => {
    expect((await post({ 'Content-Encoding': 'gzip' }, gzipSync(padded(2 ** 20)))).status).toBe(201);
    expect((await post({ 'Content-Encoding': 'gzip' }, gzipSync(padded(2 ** 20 + 1)))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(300_000_000));
    expect(bomb.length).toBeLessThan(2 ** 20);
    expect((await post({ 'Content-Encoding': 'gzip' }, bomb)).status).toBe(413);
  });

  test('must not be zero', async () => {
    const { status, body } = await post({}, '');
    expect(status).toBe(400);
    expect(body.error.message).toBe('body is required; send a JSON object');
  });
});
