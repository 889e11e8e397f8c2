import { describe, expect, test } from 'vitest';
import { Coverage } from '../../src/contract/validation/coverage.ts';
import { ResponseValidator } from '../../src/contract/validation/response-validator.ts';
import { Mock } from '../../src/mock/mock.ts';
import { CONTRACT, DECLARED, type Declared } from '../mock/every-operation.ts';

const mock = new Mock({ contract: CONTRACT, isDynamic: false });

async function answerOf({ operation, status, example }: Declared) {
  const wish = `code=${status}${example === undefined ? '' : `, example=${example}`}`;
  const { headers, body } = await mock.respond(operation, wish, 'req_1');
  const sent = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { status, headers: Object.fromEntries(sent), body: Buffer.from(body).toString() };
}

const judge = new ResponseValidator(CONTRACT.document);
/** The headers that the pipeline adds to a response of the mock. */
const SAID = { 'revkeen-version': '2026-05-01', 'content-type': 'application/json' };

const newCoverage = () => new Coverage(CONTRACT.document, CONTRACT.operations);

/** Returns the example that a response counts as. */
function exampleOf({ operation }: Declared, answer: Awaited<ReturnType<typeof answerOf>>) {
  const coverage = newCoverage();
  coverage.record(operation, answer);
  return coverage.report().lines.find(({ count }) => count > 0)?.example;
}

/** Returns copies of a value, each without one field of one of its objects. */
function* smaller(body: string) {
  const value = JSON.parse(body || '{}');
  for (const [part, inside] of Object.entries<object>(value)) {
    if (typeof inside !== 'object' || Array.isArray(inside)) continue;
    for (const name of Object.keys(inside)) {
      const less = structuredClone(value);
      delete less[part][name];
      yield { removed: `${part}.${name}`, body: JSON.stringify(less) };
    }
  }
}

describe('coverage', () => {
  test('counts each example as itself only', async () => {
    for (const declared of DECLARED) {
      const coverage = newCoverage();
      coverage.record(declared.operation, await answerOf(declared));
      const { lines, covered } = coverage.report();
      const where = `${declared.operation.id} ${declared.status} ${declared.example}`;
      expect(covered, where).toBe(1);
      const [line] = lines.filter(({ count }) => count > 0);
      expect(line?.operation, where).toBe(declared.operation.id);
      expect(line?.example, where).toBe(declared.example ?? null);
    }
  });

  test('counts an example without an optional field as the same example', async () => {
    let tried = 0;
    for (const declared of DECLARED) {
      const whole = await answerOf(declared);
      for (const { removed, body } of smaller(whole.body)) {
        const answer = { ...whole, body };
        const complete = { ...answer, headers: { ...answer.headers, 'x-request-id': 'req_1', ...SAID } };
        if (judge.validate(declared.operation, complete).length > 0) continue;
        tried += 1;
        const where = `${declared.operation.id} ${declared.status} ${declared.example} without ${removed}`;
        expect(exampleOf(declared, answer), where).toBe(declared.example);
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  test('counts a response that equals no example as the most similar one', async () => {
    const batch = DECLARED.find(({ example }) => example === 'applied') as Declared;
    const empty = { created: 0, updated: 0, skipped: 0, failed: [], results: [] };
    const answer = { ...(await answerOf(batch)), body: JSON.stringify(empty) };
    expect(exampleOf(batch, answer)).toBe('applied');
  });

  test('distinguishes a body that is not JSON and an undeclared status from declared cases', () => {
    const coverage = newCoverage();
    const [operation] = CONTRACT.operations;
    if (!operation) throw new Error('The spec has no operation.');
    coverage.record(operation, { status: 204, headers: {}, body: '' });
    coverage.record(operation, { status: 204, headers: {}, body: '' });
    coverage.record(operation, { status: 502, headers: {}, body: '<html>' });
    const { undeclared, lines } = coverage.report();
    expect(undeclared).toEqual([{ operation: operation.id, status: 204, count: 2 }]);
    expect(lines.filter(({ count }) => count > 0)).toMatchObject([{ status: 'default', count: 1 }]);
  });

  test('is 100 percent only if all cases occurred, and lists the others', async () => {
    const coverage = newCoverage();
    for (const declared of DECLARED.slice(1)) coverage.record(declared.operation, await answerOf(declared));
    expect(coverage.report()).toMatchObject({
      total: DECLARED.length,
      covered: DECLARED.length - 1,
      percent: 99,
    });
    const [first] = DECLARED;
    if (first) coverage.record(first.operation, await answerOf(first));
    expect(coverage.report()).toMatchObject({ covered: DECLARED.length, percent: 100, undeclared: [] });
    expect(newCoverage().report()).toMatchObject({ covered: 0, percent: 0 });
  });
});
