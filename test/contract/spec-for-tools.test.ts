import { describe, expect, test } from 'vitest';
import { resolve, type SchemaObject } from '../../src/contract/document.ts';
import { loadContract } from '../../src/contract/load.ts';

const { document, operations } = loadContract();
const { schemas = {}, parameters = {}, responses = {} } = document.components;

/** Lists every object of the document with the path to it. */
function nodesOf(node: unknown, path = ''): [path: string, node: Record<string, unknown>][] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.entries(node).flatMap(([name, value]) => nodesOf(value, `${path}/${name}`));
  return Array.isArray(node) ? inner : [[path, node as Record<string, unknown>], ...inner];
}

const nodes = nodesOf({ paths: document.paths, schemas, parameters, responses });

/** Each of these constructs broke a tool that reads the spec. */
describe('the spec contains no construct that breaks a tool', () => {
  test('no schema uses "not", for which generators create the type any', () => {
    expect(nodes.filter(([, node]) => 'not' in node).map(([path]) => path)).toEqual([]);
  });

  test('no pattern looks ahead or back, which RE2 and Rust cannot do', () => {
    const patterns = nodes.filter(([, { pattern }]) => typeof pattern === 'string' && /\(\?/.test(pattern));
    expect(patterns.map(([path]) => path)).toEqual([]);
  });

  test('no two of the schemas, parameters and responses share a name, because generators create one type of each', () => {
    const names = [schemas, parameters, responses].flatMap((part) => Object.keys(part));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('no request body says that it is open, because an index signature would accept a misspelt field', () => {
    for (const { id, body } of operations) {
      if (body) expect(body.schema, id).not.toHaveProperty('additionalProperties');
    }
    expect(schemas.BatchItem).not.toHaveProperty('additionalProperties');
  });

  test('no schema repeats an inline object under two spellings of its name, because generators name both the same', () => {
    const repeated = Object.entries(schemas as Record<string, SchemaObject>).flatMap(
      ([name, { properties = {} }]) =>
        Object.entries(properties)
          .filter(([, property]) => 'type' in property && [property.type].flat().includes('object'))
          .map(([property]) => `${name}.${property.replaceAll('_', '').toLowerCase()}`)
          .filter((path, index, all) => all.indexOf(path) !== index),
    );
    expect(repeated).toEqual([]);
  });

  test('no optional header has an example of its own, because Dredd then expects it in every response', () => {
    const headers = nodesOf({ ...document.components.headers, responses, paths: document.paths })
      .filter(([path, node]) => 'schema' in node && !('in' in node) && !path.includes('/content/'))
      .filter(([, node]) => !node.required && 'example' in node);
    expect(headers.map(([path]) => path)).toEqual([]);
  });

  test('created has one type in both successes of the upsert, because some tools validate both by one schema', () => {
    const created = ['CustomerCreated', 'CustomerUpdated'].map((name) => {
      const { properties = {} } = resolve<SchemaObject>(document, { $ref: `#/components/schemas/${name}` });
      return resolve(document, properties.created as SchemaObject);
    });
    for (const schema of created) expect(schema).toMatchObject({ type: 'boolean' });
    for (const schema of created) expect(schema).not.toHaveProperty('enum');
  });
});
