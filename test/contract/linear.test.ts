import { expect, test } from 'vitest';
import type { SchemaObject } from '../../src/contract/document.ts';
import { loadContract } from '../../src/contract/load.ts';
import { SchemaValidator } from '../../src/contract/schema-validator.ts';

const { document } = loadContract();
const LENGTH = 200_000;

/** Lists the patterns and formats of the document. */
function textRules(node: unknown): SchemaObject[] {
  if (typeof node !== 'object' || node === null) return [];
  const { pattern, format, not } = node as { pattern?: unknown; format?: unknown; not?: unknown };
  const inner = Object.values(node).flatMap(textRules);
  const isRule = typeof pattern === 'string' || typeof format === 'string';
  return isRule ? [{ type: 'string', pattern, format, not } as SchemaObject, ...inner] : inner;
}

const rules = new Map(textRules(document.components).map((rule) => [JSON.stringify(rule), rule]));

test.each([...rules])('a long text is validated in linear time against %s', (_name, rule) => {
  const validator = new SchemaValidator(document);
  for (const unit of ['a', ' ', '.', 'a.', 'a@', 'a-', '0', 'å']) {
    for (const end of ['', '\0', '@']) validator.errors(rule, unit.repeat(LENGTH) + end);
  }
  expect(validator.errors(rule, `a@${'a-'.repeat(LENGTH)}\0`)).not.toEqual([]);
});
