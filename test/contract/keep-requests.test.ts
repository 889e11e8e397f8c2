import { describe, expect, test } from 'vitest';
import { METHODS } from '../../src/contract/document.ts';
import { loadContract } from '../../src/contract/load.ts';

const { document, judging } = loadContract();

describe('the document that requests are judged by', () => {
  test('has every operation with its parameters', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of METHODS) {
        expect(judging.paths[path]?.[method]?.parameters).toEqual(item[method]?.parameters);
      }
      expect(judging.paths[path]?.parameters).toEqual(item.parameters);
    }
  });

  test('says nothing about answers', () => {
    expect(Object.keys(judging.components).sort()).toEqual(['parameters', 'schemas', 'securitySchemes']);
    expect(Object.keys(judging.components.schemas ?? {})).not.toContain('Customer');
    expect(JSON.stringify(judging).length).toBeLessThan(JSON.stringify(document).length / 3);
  });

  test('refers to nothing that it does not have', () => {
    const names = [...JSON.stringify(judging).matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
    expect(names.length).toBeGreaterThan(10);
    for (const [, kind = '', name = ''] of names) expect(judging.components[kind]).toHaveProperty(name);
  });
});
