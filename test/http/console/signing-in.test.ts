import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TestServer } from '../../support/test-server.ts';
import { Operator, TOKEN } from './operator.ts';

const PAGES = ['/console', '/console/keys', '/console/customers', '/console/requests', '/console/keys/1'];

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ consoleToken: TOKEN, corsOrigins: ['*'] });
});
afterAll(() => server.stop());

describe('signing in', () => {
  test('a client without a session can open no page and send no form', async () => {
    const visitor = new Operator(server);
    for (const path of PAGES) {
      const response = await visitor.get(path);
      expect([response.status, response.headers.location], path).toEqual([303, '/console/sign-in']);
    }
    const response = await visitor.post('/console/keys', { name: 'theirs', scopes: '*' });
    expect([response.status, response.headers.location]).toEqual([303, '/console/sign-in']);
    visitor.cookie = 'upsertd_console=guessed';
    expect((await visitor.get('/console')).status).toBe(303);
    visitor.close();
  });

  test('the token starts a session, whose cookie is not available to scripts and other sites', async () => {
    const operator = new Operator(server);
    const response = await operator.signIn();
    expect(response.status).toBe(303);
    expect(String(response.headers['set-cookie'])).toMatch(
      /^upsertd_console=[\w-]{32}; Max-Age=43200; Path=\/console; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    for (const path of PAGES.slice(0, 4)) expect((await operator.get(path)).status, path).toBe(200);
    operator.close();
  });

  test('a session ends when the operator signs out, and after 12 hours', async () => {
    const operator = await Operator.signedIn(server);
    const other = await Operator.signedIn(server);
    expect((await operator.post('/console/sign-out', {})).status).toBe(303);
    expect((await operator.get('/console')).status).toBe(303);
    expect((await other.get('/console')).status).toBe(200);
    server.now += 12 * 60 * 60 * 1000;
    expect((await other.get('/console')).status).toBe(303);
    operator.close();
    other.close();
  });

  test('after 10 wrong tokens of an address even the right token is rejected from it for a minute, and accepted from others', async () => {
    const guesser = new Operator(server);
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1) {
      statuses.push((await guesser.signIn(`guess ${guess}`)).status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect((await guesser.signIn()).status).toBe(429);
    const operator = new Operator(server, '127.0.0.2');
    expect((await operator.signIn()).status).toBe(303);
    operator.close();
    server.now += 60_001;
    expect((await guesser.signIn()).status).toBe(303);
    guesser.close();
  });
});

describe('every page', () => {
  test('forbids caching, framing and access by other origins', async () => {
    const operator = await Operator.signedIn(server);
    for (const path of [...PAGES, '/console/sign-in']) {
      const { headers, text } = await operator.get(path);
      expect(headers['cache-control'], path).toBe('no-store');
      expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy'], path).toContain("script-src 'self'");
      expect(headers['x-frame-options'], path).toBe('DENY');
      expect(headers['access-control-allow-origin'], path).toBeUndefined();
      expect(text, path).not.toMatch(/<script(?! src=)|<style| style="| on[a-z]+="/);
    }
    operator.close();
  });
});

describe('a form', () => {
  const KEY = { name: 'created by a visitor', scopes: '*' };

  test('is rejected if another page sent it, also from another port of the same machine', async () => {
    const operator = await Operator.signedIn(server);
    const before = (await server.store.keys.list()).length;
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'null' },
    ]) {
      const statuses = [];
      for (const path of ['/console/keys', '/console/sign-out', '/console/sign-in']) {
        statuses.push((await operator.post(path, KEY, headers)).status);
      }
      expect(statuses, JSON.stringify(headers)).toEqual([403, 403, 403]);
    }
    expect(await server.store.keys.list()).toHaveLength(before);
    operator.close();
  });

  test('is rejected without the token of its session, and with the token of another session', async () => {
    const operator = await Operator.signedIn(server);
    const other = await Operator.signedIn(server);
    for (const form of ['', 'guessed', other.formToken]) {
      expect((await operator.post('/console/keys', { ...KEY, form })).status).toBe(403);
    }
    expect((await operator.get('/console')).status).toBe(200);
    operator.close();
    other.close();
  });

  test('is rejected with a sentence if the server cannot read it', async () => {
    const operator = await Operator.signedIn(server);
    const response = await operator.post('/console/keys', { name: 'x'.repeat(40_000) });
    expect([response.status, response.text]).toEqual([
      413,
      'The server cannot read this request. Go back and try again.',
    ]);
    const malformed = await operator.get('/console/keys/%E0%A4%A');
    expect([malformed.status, malformed.text]).toEqual([
      400,
      'The server cannot read this request. Go back and try again.',
    ]);
    operator.close();
  });
});

test('the cookie of a session is Secure if a trusted proxy has received the request over HTTPS', async () => {
  const cookieThrough = async (trustedProxies: readonly string[], scheme: string) => {
    const behind = await TestServer.start({ consoleToken: TOKEN, trustedProxies });
    onTestFinished(() => behind.stop());
    const { headers } = await supertest(behind.url)
      .post('/console/sign-in')
      .set({ 'X-Forwarded-Proto': scheme, 'Sec-Fetch-Site': 'same-origin' })
      .type('form')
      .send({ token: TOKEN })
      .expect(303);
    return String(headers['set-cookie']);
  };
  expect(await cookieThrough(['127.0.0.1'], 'https')).toContain('; Secure');
  expect(await cookieThrough(['127.0.0.1'], 'http')).not.toContain('; Secure');
  expect(await cookieThrough([], 'https')).not.toContain('; Secure');
});
