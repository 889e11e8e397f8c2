import { describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { Router } from '../../src/contract/router.ts';

const { operations } = loadContract();
const router = new Router(operations);
const ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

describe('the router', () => {
  test.each(operations.map(({ id, method, path }) => [id, method, path] as const))(
    'finds %s by its method and path',
    (id, method, path) => {
      const found = router.find(method.toUpperCase(), path.replace(/\{\w+\}/g, 'some%20thing'));
      expect(found).toMatchObject({ kind: 'found', operation: { id } });
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, 'some thing']);
      expect(found).toHaveProperty('params', Object.fromEntries(names));
    },
  );

  test.each<[string, string, object]>([
    ['source', `/v2/customers/external/a%2Fb/c%25`, { source: 'a/b', externalId: 'c%' }],
    ['an empty segment', '/v2/customers/external//x', { source: '', externalId: 'x' }],
    ['a segment that is not UTF-8', '/v2/customers/external/a/%ff', { source: 'a', externalId: null }],
    ['a segment with an incomplete escape', '/v2/customers/external/a/%f', { source: 'a', externalId: null }],
    ['a plus', '/v2/customers/external/a/b+c', { source: 'a', externalId: 'b+c' }],
    [
      '__proto__',
      '/v2/customers/external/__proto__/constructor',
      { source: '__proto__', externalId: 'constructor' },
    ],
  ])('decodes %s', (_title, path, params) => {
    expect(router.find('PUT', path)).toMatchObject({ kind: 'found', params });
  });

  test.each([
    '/V2/customers',
    `/v2/customers/${ID}/`,
    `/v2/customers/${ID}/Invoices`,
    `/v2/customers/${ID}/refunds`,
    '/v2/customers/external/a/b/c',
    'v2/customers',
    '',
    '/',
    '*',
  ])('finds no operation at "%s"', (path) => {
    expect(router.find('GET', path)).toEqual({ kind: 'unknown' });
  });

  test('returns the methods of a known path', () => {
    expect(router.find('DELETE', '/v2/customers')).toEqual({ kind: 'other_methods', allow: ['GET', 'POST'] });
    expect(router.find('', `/v2/customers/${ID}`)).toEqual({
      kind: 'other_methods',
      allow: ['GET', 'PATCH'],
    });
  });

  test('finds the first of two templates that match', () => {
    const operation = (id: string, path: string) => ({ id, path, method: 'get' }) as unknown as Operation;
    const ambiguous = new Router([operation('exact', '/a/b'), operation('braces', '/a/{x}')]);
    expect(ambiguous.find('GET', '/a/b')).toMatchObject({ operation: { id: 'exact' } });
    expect(ambiguous.find('GET', '/a/c')).toMatchObject({ operation: { id: 'braces' } });
  });
});
