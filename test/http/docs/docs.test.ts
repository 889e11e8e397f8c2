import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeSample, Document } from '../../../src/contract/document.ts';
import { METHODS } from '../../../src/contract/document.ts';
import { loadContract } from '../../../src/contract/load.ts';
import { docsRoutes, FILES } from '../../../src/http/docs/docs-routes.ts';
import { LANGUAGES } from '../../../src/http/docs/samples/languages.ts';
import { createMockApi } from '../../../src/http/server/create-mock-api.ts';
import { type Listening, listen } from '../../../src/http/server/listen.ts';
import { RawClient } from '../../support/raw-client.ts';

const contract = loadContract();
let listening: Listening;
let client: RawClient;

beforeAll(async () => {
  const unexpected = () => Promise.reject(new Error('unexpected request'));
  const api = createMockApi({
    contract,
    respond: unexpected,
    corsOrigins: ['*'],
    pages: [docsRoutes({ contract, hasConsole: false })],
  });
  listening = await listen(api.listener, { host: '127.0.0.1', port: 0 });
  client = new RawClient(listening.url);
});

afterAll(async () => {
  client.close();
  await listening.drain(0);
});

const read = async (path: string) => (await fetch(listening.url + path)).text();

describe('the reference', () => {
  test('describes every operation with its scope, samples and errors, and contains the guides', async () => {
    const page = await read('/docs');
    for (const { id, summary, scope } of contract.operations) {
      const [, rest = ''] = page.split(`<section class="operation" id="${id}"`);
      const [section = ''] = rest.split('</section>');
      expect(section, id).toContain(summary.replace("'", '&#39;'));
      expect(section, id).toContain(`<code>${scope}</code>`);
      expect(section, id).toContain('class="sample"');
      expect(section, id).toContain('401 <a href="#error-unauthenticated"><code>unauthenticated</code></a>');
    }
    expect(page).toContain('<section class="guide" id="idempotency"');
    expect(page).toContain('<section class="guide" id="upsert"');
  });

  test('begins with the quickstart and authentication, and each group with its first operation in the spec', async () => {
    const page = await read('/docs');
    const guides = [...page.matchAll(/<section class="guide[^"]*" id="([^"]+)"/g)].map(([, id]) => id);
    expect(guides.slice(0, 2)).toEqual(['quickstart', 'authentication']);
    const sections = [...page.matchAll(/<section class="operation" id="([^"]+)"/g)].map(([, id]) => id);
    expect(sections[0]).toBe('upsertCustomerByExternalId');
    expect([...sections].sort()).toEqual(contract.operations.map(({ id }) => id).sort());
  });

  test('lists each error of the spec with its status, meaning and remedy, and each scope with its operations', async () => {
    const page = await read('/docs');
    const rows = [...page.matchAll(/<tr id="([^"]+)">(.*?)<\/tr>/gs)].map(([, id = '', cells = '']) => ({
      id,
      cells: [...cells.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '')),
    }));
    const errors = rows.filter(({ id }) => id.startsWith('error-'));
    const { ProblemCode, ...schemas } = contract.document.components.schemas as Record<
      string,
      { enum?: string[] }
    >;
    expect(new Set(errors.map(({ cells }) => cells[1]))).toEqual(new Set(ProblemCode?.enum));
    const reasons = Object.entries(schemas).flatMap(([name, schema]) =>
      name.endsWith('Reason') ? (schema.enum ?? []) : [],
    );
    expect(reasons.length).toBeGreaterThan(8);
    expect(errors.map(({ cells }) => cells[2])).toEqual(expect.arrayContaining(reasons));
    for (const { id, cells } of errors) {
      expect(cells[0], id).toMatch(/^[45]\d\d$/);
      for (const text of cells.slice(3)) expect(text.length, id).toBeGreaterThan(5);
    }
    const scopes = rows.filter(({ id }) => id.startsWith('scope-'));
    expect(new Set(scopes.map(({ cells }) => cells[0]))).toEqual(
      new Set(contract.operations.map(({ scope }) => scope)),
    );
    for (const { path, scope } of contract.operations) {
      expect(scopes.find(({ cells }) => cells[0] === scope)?.cells[1]).toContain(path);
    }
  });

  test('gives each element its own id', async () => {
    const ids = [...(await read('/docs')).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('takes at most 60 kB over the wire, with each file that it can load', async () => {
    const files = [...FILES.map((name) => `/docs/${name}`), '/docs/samples.json', '/docs'];
    const sizes = await Promise.all(
      files.map(async (path) => {
        const response = await fetch(listening.url + path, { headers: { 'Accept-Encoding': 'br' } });
        expect(response.status, path).toBe(200);
        return Number(response.headers.get('content-length'));
      }),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
  });

  test('contains only links to existing sections and files of this server', async () => {
    const page = await read('/docs');
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href);
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((href) => href.startsWith('#') && !ids.has(href.slice(1)))).toEqual([]);
    const files = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    for (const path of new Set(files)) expect((await fetch(listening.url + path)).status, path).toBe(200);
    expect(links.filter((href) => !/^[#/]/.test(href))).toEqual([]);
  });

  test('allows only scripts and styles of this server, and forbids framing and access by other origins', async () => {
    for (const path of ['/docs', '/docs/docs.js', '/docs/pages.css', '/docs/openapi.json']) {
      const { headers } = await fetch(listening.url + path, { headers: { Origin: 'https://evil.example' } });
      expect(headers.get('content-security-policy'), path).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('x-frame-options'), path).toBe('DENY');
      expect(headers.get('access-control-allow-origin'), path).toBeNull();
    }
    expect(await read('/docs')).not.toMatch(/<script(?! src=)|<style| style="| on[a-z]+="/);
  });

  test('is compressed in a coding that the browser accepts, and the response is 304 if the browser has the current version', async () => {
    const plain = await client.send('GET', '/docs', {});
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const coding of ['br', 'gzip']) {
      const response = await fetch(`${listening.url}/docs`, { headers: { 'Accept-Encoding': coding } });
      expect(response.headers.get('content-encoding')).toBe(coding);
      expect(Number(response.headers.get('content-length'))).toBeLessThan(plain.text.length / 5);
      // fetch has decompressed the body.
      expect(await response.text()).toBe(plain.text);
    }
    const etag = String(plain.headers.etag);
    const again = await client.send('GET', '/docs', { 'If-None-Match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('is available only at exact paths, by GET and HEAD', async () => {
    expect((await client.send('HEAD', '/docs', {})).status).toBe(200);
    for (const path of [
      '/Docs',
      '/docs/',
      '/docs/../package.json',
      '/docs/docs.ts',
      '/docs/%2e%2e/page.ts',
    ]) {
      expect((await client.send('GET', path, {})).status, path).toBe(401);
    }
  });
});

describe('the document with samples', () => {
  test('equals the spec except for a sample of every operation in each language', async () => {
    const document = JSON.parse(await read('/docs/openapi.json')) as Document;
    const without = JSON.stringify(document, (name, value) => (name === 'x-codeSamples' ? undefined : value));
    expect(JSON.parse(without)).toEqual(contract.document);
    const operations = Object.values(document.paths).flatMap((item) =>
      METHODS.flatMap((method) => item[method] ?? []),
    );
    expect(operations).toHaveLength(contract.operations.length);
    for (const { operationId, 'x-codeSamples': samples = [] } of operations) {
      expect(
        samples.map(({ label }: CodeSample) => label),
        operationId,
      ).toEqual(LANGUAGES.map(({ label }) => label));
    }
  });
});
