import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail } from '../support/fresh.ts';
import { sendRaw } from '../support/send-raw.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** Upserts at a path below `/v2/customers/external`, unencoded, with a new email. */
function put(path: string) {
  const body = JSON.stringify({ email: freshEmail() });
  return ask('PUT', path, body);
}

function ask(method: string, path: string, body = '') {
  const lines = [`${method} /v2/customers/external/${path} HTTP/1.1`, `x-api-key: ${server.key}`];
  if (body) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
  return sendRaw(server.url, lines, body);
}

describe('an external id', () => {
  test.each([
    ['a slash', 'PAT%2F1', 'PAT/1'],
    ['a slash in small letters', 'PAT%2f2', 'PAT/2'],
    ['only a slash', '%2F', '/'],
    ['spaces around it', '%20PAT%201%20', ' PAT 1 '],
    ['trailing dots', 'PAT...', 'PAT...'],
    ['three dots alone', '%2E%2E%2E', '...'],
    ['quotes', '%22it%27s%22', '"it\'s"'],
    ['an unencoded quote', 'it"s', 'it"s'],
    ['a percent sign', '100%25', '100%'],
    ['what looks encoded after decoding', 'PAT%252F1', 'PAT%2F1'],
    ['a plus', 'a+b', 'a+b'],
    ['a question mark and a hash', 'a%3Fb%23c', 'a?b#c'],
    ['an unencoded hash', 'a#b', 'a#b'],
    ['a backslash', 'a\\b', 'a\\b'],
    ['what separates parameters', 'a;b,c=d&e:@$!*()', 'a;b,c=d&e:@$!*()'],
    ['an emoji', '%F0%9F%8F%8B%EF%B8%8F', '🏋️'],
    ['letters of other scripts', encodeURIComponent('Ωμέγα-李明-нет'), 'Ωμέγα-李明-нет'],
    ['a zero-width space alone', '%E2%80%8B', '\u200B'],
    ['the word batch', 'batch', 'batch'],
    ['a query in it', '%3Flimit=1', '?limit=1'],
    ['the name of a record list', 'invoices', 'invoices'],
    ['__proto__', '__proto__', '__proto__'],
    ['255 letters', 'x'.repeat(255), 'x'.repeat(255)],
    ['255 emoji', '%F0%9F%98%80'.repeat(255), '😀'.repeat(255)],
  ])('may be or have %s', async (_title, encoded, externalId) => {
    const written = await put(`practicehub/${encoded}`);
    expect(written.status).toBe(201);
    expect(written.body.data).toMatchObject({
      merchantRefId: externalId,
      externalRefs: [{ source: 'practicehub', externalId }],
    });
    const read = await ask('GET', `practicehub/${encoded}`);
    expect(read.body.data).toMatchObject({ id: (written.body.data as unknown as { id: string }).id });
  });

  test.each([
    ['256 letters', 'x'.repeat(256)],
    ['256 emoji', '%F0%9F%98%80'.repeat(256)],
    ['one dot alone', '%2E'],
    ['two dots alone', '%2e%2E'],
    ['a dot unencoded', '.'],
    ['two dots unencoded', '..'],
    ['a space', '%20'],
    ['spaces of other kinds', '%C2%A0%E3%80%80%EF%BB%BF'],
    ['a tab inside', 'a%09b'],
    ['a line break at the end', 'a%0A'],
    ['U+0000', 'a%00'],
    ['U+007F', 'a%7Fb'],
    ['U+0085', 'a%C2%85b'],
  ])('may not be or have %s', async (_title, encoded) => {
    for (const { status, body } of [
      await put(`practicehub/${encoded}`),
      await ask('GET', `practicehub/${encoded}`),
    ]) {
      expect(status).toBe(400);
      expect(body.error.details).toEqual({
        reason: 'validation_error',
        fields: {
          externalId: [
            'must be 1 to 255 characters, not blank, without control characters, and not "." or ".." alone',
          ],
        },
      });
    }
  });

  test('must not be empty', async () => {
    for (const { status, body } of [await put('practicehub/'), await ask('GET', 'practicehub/')]) {
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ param: 'externalId', message: 'externalId must not be empty' });
    }
  });

  test.each(['%', '%zz', 'a%2', '%ff', '%C3%28', '%ED%A0%80'])(
    'must not be malformed: %s',
    async (encoded) => {
      for (const { status, body } of [
        await put(`practicehub/${encoded}`),
        await ask('GET', `practicehub/${encoded}`),
      ]) {
        expect(status).toBe(400);
        expect(body.error.message).toBe(
          'externalId has a % without two hexadecimal digits of UTF-8 after it',
        );
      }
    },
  );

  test.each(['practicehub/a/b', 'practicehub/a/', 'practicehub/a/b/c', 'practicehub//a'])(
    'with an unencoded slash returns 404 and names %%2F: %s',
    async (path) => {
      for (const { status, body } of [await put(path), await ask('GET', path)]) {
        expect(status).toBe(404);
        expect(body.error).toMatchObject({
          code: 'resource_missing',
          message: expect.stringContaining('%2F'),
        });
      }
    },
  );

  test('is compared character by character', async () => {
    const ids = ['Case', 'case', 'case%20', '%20case', 'cas%C3%A9', 'case%CC%81', 'case.', '0case'];
    const written = [];
    for (const id of ids) written.push(await put(`exact/${id}`));
    expect(written.map(({ status }) => status)).toEqual(ids.map(() => 201));
    for (const id of ids) expect((await ask('GET', `exact/${id}`)).status).toBe(200);
    expect((await ask('GET', 'exact/CASE')).status).toBe(404);
    expect((await ask('GET', 'exact/c%61se')).status).toBe(200);
  });
});

describe('a source', () => {
  test('is stored in lower case and found in any case', async () => {
    const written = await put('PracticeHub/fold-1');
    expect(written.body.data).toMatchObject({ externalRefs: [{ source: 'practicehub' }] });
    for (const source of ['practicehub', 'PRACTICEHUB', 'practiceHub']) {
      expect((await ask('GET', `${source}/fold-1`)).status).toBe(200);
    }
  });

  test.each(['a', 'practice_hub', 'practice-hub', 'v2.practicehub', '...', 'batches', 'x'.repeat(64)])(
    'may be %s',
    async (source) => {
      expect((await put(`${source}/1`)).status).toBe(201);
    },
  );

  test.each([
    'batch',
    'BATCH',
    'bAtCh',
    '%62atch',
    '%2E',
    '..',
    'a%20b',
    '%C3%A5',
    'a%2Fb',
    '%20',
    'x'.repeat(65),
    'a%00',
  ])('may not be %s', async (source) => {
    for (const { status, body } of [await put(`${source}/1`), await ask('GET', `${source}/1`)]) {
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        param: 'source',
        message: expect.stringMatching(/^source must be 1 to 64 letters/),
      });
    }
  });

  test('must not be empty, and the error also names an empty id', async () => {
    expect((await ask('GET', '/PAT-1')).body.error).toMatchObject({
      param: 'source',
      message: 'source must not be empty',
    });
    expect((await ask('GET', '/')).body.error.details.fields).toEqual({
      source: ['must not be empty'],
      externalId: ['must not be empty'],
    });
  });
});
