import { Readable } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { readBody } from '../../src/http/middleware/read-body.ts';
import { parseJson } from '../../src/http/request/json-text.ts';
import type { RequestContext } from '../../src/http/request/request-context.ts';

const LIMIT = { levels: 4, values: 1000 };
const parse = (text: string) => parseJson(Buffer.from(text), LIMIT);

test('the levels and the values of a body are counted without a look at each character of its strings', () => {
  const text = JSON.stringify({ notes: `${'x'.repeat(1_000_000)}\\"[[[[[[,` });
  const look = vi.spyOn(String.prototype, 'charCodeAt');
  onTestFinished(() => look.mockRestore());
  expect(parse(text)).toEqual(JSON.parse(text));
  expect(look.mock.calls.length).toBeLessThan(1000);
});

test.each([
  ['{"a": "\\\\", "b": [[[1]]]}', true],
  ['{"a": "\\\\", "b": [[[[1]]]]}', false],
  ['{"a": "\\\\\\"[[[[[", "b": 1}', true],
  ['{"\\"[[[[[[[": [[[1]]]}', true],
  ['{"\\"": [[[[1]]]]}', false],
  ['{"": "", "a": [[[[]]]]}', false],
])('brackets count as levels only outside strings, whatever is escaped in them: %s', (text, isAllowed) => {
  if (isAllowed) expect(parse(text)).toEqual(JSON.parse(text));
  else expect(() => parse(text)).toThrow('nested more than 4 levels');
});

const { operations } = loadContract();
const operation = operations.find(({ id }) => id === 'batchUpsertCustomers');
const headers = { 'content-type': 'application/json' };

/** A request whose body has arrived. */
const contextOf = (body: object) =>
  ({
    operation,
    request: Object.assign(Readable.from([Buffer.from(JSON.stringify(body))]), { headers }),
  }) as unknown as RequestContext;

test('a list that is too long keeps one item more than it may have, so that no later step reads the others', async () => {
  const context = contextOf({ source: 'crm', customers: Array.from({ length: 249_000 }, () => 1) });
  const seen = await readBody(operations)(context, async () => {
    const body = context.requestBody?.value as { customers: unknown[] } | undefined;
    return { status: 200, headers: {}, body: `${body?.customers.length}` };
  });
  expect(seen.body).toBe('101');
});

test('large bodies that arrive at once are parsed, and handled, in different turns of the event loop', async () => {
  let turn = 0;
  let isOver = false;
  const count = () => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  const turns: number[] = [];
  const parsed = JSON.parse;
  const spy = vi.spyOn(JSON, 'parse').mockImplementation((text: string) => {
    turns.push(turn);
    return parsed(text);
  });
  onTestFinished(() => spy.mockRestore());
  const read = readBody(operations);
  const body = { source: 'crm', customers: [], filler: 'x'.repeat(300_000) };
  const handle = async () => {
    turns.push(turn);
    return { status: 200, headers: {}, body: '' };
  };
  await Promise.all(Array.from({ length: 4 }, () => read(contextOf(body), handle)));
  isOver = true;
  expect(new Set(turns).size).toBe(8);
});
