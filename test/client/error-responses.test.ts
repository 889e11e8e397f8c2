import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/client/api-error.ts';
import { createClient } from '../../src/client/create-client.ts';
import { refusal, type Scripted, ScriptedServer } from './scripted-server.ts';

const KEY = 'rk_sandbox_0123456789abcdefghijABCDEFGHIJ01234567';
const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';
let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.stop();
});

async function clientOf(...script: Scripted[]) {
  server = await ScriptedServer.start(...script);
  // Only the script 'silence' needs a short timeout. Other responses may take long on a busy machine.
  const timeoutMs = script.includes('silence') ? 200 : 20_000;
  return createClient({ baseUrl: server.url, apiKey: KEY, retries: 0, timeoutMs });
}

describe('a response that is not of this API', () => {
  test.each<[string, Scripted]>([
    ['a page of a proxy', { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad</h1>' }],
    ['a page that looks like success', { status: 200, body: '<h1>Log in to the wifi</h1>' }],
    ['an empty body', { status: 200, headers: { 'Content-Length': '0' }, body: '' }],
    ['JSON of another form', { status: 400, body: { error: 'broken' } }],
    ['JSON that is not an object', { status: 400, body: 'null' }],
    [
      'a redirect, which could send the API key to another server',
      { status: 307, headers: { Location: 'http://127.0.0.1:1/' } },
    ],
  ])('rejects with the ApiError unreadable_answer if it is %s', async (_title, script) => {
    const client = await clientOf(script);
    const error = await client.customers.get(ID).catch((caught) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.code).toBe('unreadable_answer');
    expect(error.status).toBe((script as { status: number }).status);
  });
});

test('an error with a code that the client does not know has this code', async () => {
  const client = await clientOf(refusal(418, 'i_am_a_teapot'));
  await expect(client.customers.get(ID)).rejects.toMatchObject({ status: 418, code: 'i_am_a_teapot' });
});

test('the request id of an error comes from the header if the body has none', async () => {
  const client = await clientOf({ status: 502, headers: { 'X-Request-Id': 'req_9' }, body: 'no' });
  await expect(client.customers.get(ID)).rejects.toMatchObject({ requestId: 'req_9' });
});

describe('the API key is not in the error', () => {
  test.each<[string, Scripted]>([
    ['an error response', refusal(401, 'unauthenticated')],
    ['a broken connection', 'reset'],
    ['a timeout', 'silence'],
    ['an unreadable response', { status: 200, body: 'no' }],
  ])('of %s', async (_title, script) => {
    const client = await clientOf(script);
    const error = await client.customers.get(ID).catch((caught) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(KEY.slice(11));
  });

  test.each([`${KEY}\n`, `${KEY} `, `${KEY}ø`, ''])(
    'of createClient if the key %j cannot be sent',
    (apiKey) => {
      expect(() => createClient({ baseUrl: 'http://localhost', apiKey })).toThrow(
        new TypeError('apiKey must be only the API key, without spaces, line breaks or other characters.'),
      );
    },
  );
});
