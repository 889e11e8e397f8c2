import { describe, expect, test } from 'vitest';
import { findDoubledNames } from './doubled-names.ts';

const find = (sources: Readonly<Record<string, string>>, schemas: readonly string[] = []) =>
  findDoubledNames(new Map(Object.entries(sources)), new Set(schemas)).map(({ name, files }) => [
    name,
    ...files,
  ]);

describe('the check for doubled names', () => {
  test.each([
    ['types', 'export type A = 1;'],
    ['interfaces', 'export interface A {}'],
    ['classes', 'export abstract class A {}'],
    ['functions', 'export async function A() {}'],
    ['constants', 'export const b = 1, A = 2;'],
    ['destructured constants', 'export const { a: [A] } = x;'],
    ['enumerations', 'export enum A {}'],
    ['names in an export list', 'const A = 1; export { A };'],
    ['names that an export list changes', 'const A = 1; export { A as B };'],
  ])('finds %s that two modules export', (_, source) => {
    expect(find({ 'src/a.ts': source, 'src/b.ts': 'export const A = 1;' })).toEqual([
      ['A', 'src/a.ts', 'src/b.ts'],
    ]);
  });

  test('ignores names that a module does not export, re-exports or declares twice', () => {
    const sources = {
      'src/a.ts': 'export type A = 1; export const A = 1;',
      'src/b.ts': 'type A = 1;',
      'src/c.ts': "export { A } from './a.ts'; export type * from './a.ts';",
      'src/d.ts': "import { A } from './a.ts'; export { A };",
    };
    expect(find(sources)).toEqual([]);
  });

  test('permits a name once in each storage adapter, and once more in the port', () => {
    const sources = {
      'src/storage/sqlite/a.ts': 'export class A {} export class B {}',
      'src/storage/postgres/a.ts': 'export class A {} export class B {}',
      'src/domain/a.ts': 'export interface B {}',
    };
    expect(find(sources)).toEqual([]);
  });

  test('finds a name of an adapter that is twice in it, outside both or twice in the port', () => {
    const both = {
      'src/storage/sqlite/a.ts': 'export class A {}',
      'src/storage/postgres/a.ts': 'export class A {}',
    };
    const port = 'src/domain/a.ts';
    const others = [
      ['src/storage/sqlite/b.ts'],
      ['src/http/a.ts'],
      ['src/storage/a.ts'],
      [port, 'src/domain/b.ts'],
    ];
    for (const other of others) {
      const sources = { ...both, ...Object.fromEntries(other.map((file) => [file, 'export type A = 1;'])) };
      expect(find(sources)).toEqual([['A', ...Object.keys(sources)]]);
    }
    const inOneAdapter = { 'src/storage/sqlite/a.ts': 'export class A {}', [port]: 'export type A = 1;' };
    expect(find(inOneAdapter)).toHaveLength(1);
  });

  test('permits the client to publish a schema of the spec under its plain name', () => {
    const sources = { 'src/client/a.ts': 'export type A = 1;', 'src/domain/a.ts': 'export type A = 1;' };
    expect(find(sources, ['A'])).toEqual([]);
    expect(find(sources, ['B'])).toHaveLength(1);
    expect(find({ ...sources, 'src/http/a.ts': 'export type A = 1;' }, ['A'])).toEqual([
      ['A', 'src/domain/a.ts', 'src/http/a.ts'],
    ]);
  });
});
