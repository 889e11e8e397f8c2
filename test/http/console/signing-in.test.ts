import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../support/test-server.ts';
import { Operator, TOKEN } from './operator.ts';

const PAGES = ['/console', '/console/keys', '/console/customers', '/console/requests', '/console/keys/1'];

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ consoleToken: TOKEN, corsOrigins: ['*'] });
});
afterAll(() => server.stop());

describe('signing in', () => {
  test('nobody sees or does anything before', async () => {
    const stranger = new Operator(server);
    for (const path of PAGES) {
      const reply = await stranger.get(path);
      expect([reply.status, reply.headers.location], path).toEqual([303, '/console/sign-in']);
    }
    const reply = await stranger.post('/console/keys', { name: 'theirs', scopes: '*' });
    expect([reply.status, reply.headers.location]).toEqual([303, '/console/sign-in']);
    stranger.cookie = 'upsertd_console=guessed';
    expect((await stranger.get('/console')).status).toBe(303);
    stranger.close();
  });

  test('the token opens it, with a cookie that no script and no other site can use', async () => {
    const operator = new Operator(server);
    const reply = await operator.signIn();
    expect(reply.status).toBe(303);
    expect(String(reply.headers['set-cookie'])).toMatch(
      /^upsertd_console=[\w-]{32}; Max-Age=43200; Path=\/console; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    for (const path of PAGES.slice(0, 4)) expect((await operator.get(path)).status, path).toBe(200);
    operator.close();
  });

  test('it ends by signing out, and after twelve hours', async () => {
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

  test('guessing is slowed down, and a minute later the token works again', async () => {
    const guesser = new Operator(server);
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1) {
      statuses.push((await guesser.signIn(`guess ${guess}`)).status);
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect((await guesser.signIn()).status).toBe(429);
    server.now += 60_001;
    expect((await guesser.signIn()).status).toBe(303);
    guesser.close();
  });
});

describe('every page', () => {
  test('is kept by nobody, framed by nobody, and read by no other origin', async () => {
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
  const KEY = { name: 'made by a stranger', scopes: '*' };

  test('is refused when another page sent it, another port of the machine included', async () => {
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

  test('is refused without the token of the session, and with that of another one', async () => {
    const operator = await Operator.signedIn(server);
    const other = await Operator.signedIn(server);
    for (const form of ['', 'guessed', other.formToken]) {
      expect((await operator.post('/console/keys', { ...KEY, form })).status).toBe(403);
    }
    expect((await operator.get('/console')).status).toBe(200);
    operator.close();
    other.close();
  });

  test('that cannot be read is refused in a sentence', async () => {
    const operator = await Operator.signedIn(server);
    const reply = await operator.post('/console/keys', { name: 'x'.repeat(40_000) });
    expect([reply.status, reply.text]).toEqual([413, 'This cannot be read. Go back and try again.']);
    const lost = await operator.get('/console/keys/%E0%A4%A');
    expect([lost.status, lost.text]).toEqual([400, 'This cannot be read. Go back and try again.']);
    operator.close();
  });
});
