import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContract } from '../../../src/contract/load.ts';
import { createMockApi } from '../../../src/http/server/create-mock-api.ts';
import { type Listening, listen } from '../../../src/http/server/listen.ts';

const SECRETS = "EMFILE: too many open files, open '/srv/app/kari.css'";

let listening: Listening;
const errors: unknown[] = [];

beforeAll(async () => {
  const { listener } = createMockApi({
    contract: loadContract(),
    respond: () => Promise.reject(new Error('unexpected request')),
    pages: [
      (request, response, next) => {
        if (!request.url.startsWith('/failing')) next();
        else if (request.url === '/failing/late') response.write('half', () => next(new Error(SECRETS)));
        else throw new Error(SECRETS);
      },
    ],
    onError: (...error) => errors.push(error),
  });
  listening = await listen(listener, { host: '127.0.0.1', port: 0 });
});
afterAll(() => listening.drain(1000));

test('a page that fails responds without details of the error, and logs the error', async () => {
  const response = await fetch(`${listening.url}/failing`);
  expect(response.status).toBe(500);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toBe('The server could not create this page. Try again.');
  expect(errors.splice(0)).toEqual([['a page failed', new Error(SECRETS)]]);
});

test('a page that fails after the server has sent a part of it ends the connection', async () => {
  const response = await fetch(`${listening.url}/failing/late`);
  await expect(response.text()).rejects.toThrow('terminated');
  expect(errors.splice(0)).toEqual([['a page failed', new Error(SECRETS)]]);
});
