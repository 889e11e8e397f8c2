import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { Verifier } from '../../src/verify/verifier.ts';

const verifier = new Verifier(loadContract());

/** Runs the rules against a server that handles each request in one way. */
async function verify(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return verifier.verify({ url, keys: { main: 'any' } });
}

function respond(status: number, contentType: string | undefined, body: string): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, contentType === undefined ? {} : { 'content-type': contentType }).end(body);
  };
}

test.each<[string, RequestListener, string]>([
  ['an HTML page', respond(200, 'text/html', '<h1>Hi</h1>'), '200 text/html'],
  ['an empty body', respond(200, undefined, ''), '200 without a body'],
  ['HTML labelled as JSON', respond(200, 'application/json', '<h1>'), 'the body is not JSON'],
  ['an object instead of a list', respond(200, 'application/json', '{"data":{"id":1}}'), 'without a list'],
  ['null', respond(200, 'application/json', 'null'), 'without a list'],
  [
    'the list of another API',
    respond(200, 'application/json', '{"data":[{"id":1,"title":"x"},null]}'),
    'something else than customers',
  ],
  ['the 404 of another API', respond(404, 'application/json', '{"message":"no"}'), '404; check the path'],
  [
    'a redirect',
    (_request, response) => void response.writeHead(301, { location: 'https://api.example.com/v2' }).end(),
    'a redirect (301) to https://api.example.com',
  ],
])(
  'verify ends a run before its first rule if the target responds with %s',
  async (_what, listener, part) => {
    const { stopped, rules, target } = await verify(listener);
    expect(stopped?.reason).toBe('target');
    expect(stopped?.sentence).toMatch(/^This does not look like the API: GET \/v2\/customers answered .*\.$/);
    expect(stopped?.sentence).toContain(part);
    expect(rules).toEqual([]);
    expect(target.kind).toBe('unknown');
  },
);

test.each<[string, RequestListener, RegExp]>([
  ['closes each connection', (request) => void request.socket.destroy(), /^No response from http:/],
  [
    'cuts its response off',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '100', 'content-type': 'application/json' });
      response.write('{"data"', () => response.socket?.destroy());
    },
    /^No response from http:/,
  ],
  [
    'sends an endless body',
    (_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 0x20);
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.writeHead(200, { 'content-type': 'application/json' }).on('drain', write);
      write();
    },
    /its body is larger than 16777216 bytes/,
  ],
  ['is overloaded', respond(503, 'application/json', '{"error":{"code":"unavailable"}}'), /with 503/],
  ['limits the rate', respond(429, 'application/json', '{}'), /with 429/],
])('verify ends a run before its first rule if the target %s', async (_what, listener, sentence) => {
  const { stopped, rules } = await verify(listener);
  expect(stopped).toMatchObject({ reason: 'target', sentence: expect.stringMatching(sentence) });
  expect(rules).toEqual([]);
});

test('verify reports failed rules, and no error of its own, if a target responds to each request with the same list', async () => {
  const list = '{"data":[null,{"email":7}],"pagination":{"total":"x"}}';
  const { stopped, rules } = await verify(respond(200, 'application/json', list));
  expect(stopped).toBeUndefined();
  expect(rules.filter(({ kind }) => kind === 'failed').length).toBeGreaterThan(100);
}, 60_000);

test('verify ends a run if the target stops responding, and returns the rules that were run', async () => {
  let left = 40;
  const { stopped, rules } = await verify((request, response) => {
    left -= 1;
    if (left < 0) request.socket.destroy();
    else respond(200, 'application/json', '{"data":[],"pagination":{}}')(request, response);
  });
  expect(stopped?.sentence).toMatch(/^The target stopped responding, so the other rules were not run\./);
  expect(rules.length).toBeGreaterThan(3);
});
