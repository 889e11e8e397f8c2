import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContract } from '../../../src/contract/load.ts';
import { createMockApi } from '../../../src/http/server/create-mock-api.ts';
import { type Listening, listen } from '../../../src/http/server/listen.ts';

const SECRETS = "EMFILE: too many open files, open '/srv/app/kari.css'";

let listening: Listening;
const faults: unknown[] = [];

beforeAll(async () => {
  const { listener } = createMockApi({
    contract: loadContract(),
    answer: () => Promise.reject(new Error('not asked')),
    pages: [
      (request, response, next) => {
        if (!request.url.startsWith('/failing')) next();
        else if (request.url === '/failing/late') response.write('half', () => next(new Error(SECRETS)));
        else throw new Error(SECRETS);
      },
    ],
    onError: (...told) => faults.push(told),
  });
  listening = await listen(listener, { host: '127.0.0.1', port: 0 });
});
afterAll(() => listening.drain(1000));

test('a page that fails tells whoever asked nothing of why, and the log all', async () => {
  const answer = await fetch(`${listening.url}/failing`);
  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await answer.text()).toBe('Something went wrong here. Try again.');
  expect(faults.splice(0)).toEqual([['a page failed', new Error(SECRETS)]]);
});

test('a page that fails when a part of it has been sent is cut off', async () => {
  const answer = await fetch(`${listening.url}/failing/late`);
  await expect(answer.text()).rejects.toThrow('terminated');
  expect(faults.splice(0)).toEqual([['a page failed', new Error(SECRETS)]]);
});
