import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../../support/temp-folder.ts';
import { statementPlans } from './statement-plans.ts';

let plans: ReadonlyMap<string, readonly string[]>;
beforeAll(async () => {
  plans = await statementPlans(join(tempFolder(afterAll), 'test.db'));
});

/** The plan steps that match the expression, as `statement → step`. */
function stepsLike(form: RegExp): string[] {
  return [...plans].flatMap(([sql, steps]) =>
    steps.filter((step) => form.test(step)).map((step) => `${sql} → ${step}`),
  );
}

describe('the plan of every statement', () => {
  test('is recorded, for all reads and writes of the store', () => {
    expect(plans.size).toBeGreaterThan(60);
  });

  test('reads customers, references, records, events and stored responses by a key that begins with the tenant, or by row', () => {
    const tables = 'c|customers|r|customer_references|customer_records|tenants|e|events|kept_answers';
    const touching = stepsLike(new RegExp(`^(SEARCH|SCAN) (${tables})\\b`));
    const wrong = touching.filter(
      (step) =>
        !/ USING (COVERING )?(INDEX \w+|PRIMARY KEY) \(tenant=\?/.test(step) &&
        !/ USING INTEGER PRIMARY KEY \(rowid(=\?|>\? AND rowid<\?)\)$/.test(step) &&
        // The list of tenants, to delete expired responses and to count all customers.
        !/ → SCAN tenants$/.test(step) &&
        // The first and the last row, which each need one step.
        !/^SELECT .*(max|min)\(row\) FROM kept_answers.* → SEARCH kept_answers$/.test(step) &&
        // The rows of a subquery that uses such a key.
        !/FROM \(SELECT DISTINCT .* → SCAN r$/.test(step),
    );
    expect(wrong).toEqual([]);
    expect(touching.length).toBeGreaterThan(60);
  });

  test('reads the full-text tables by the search', () => {
    const wrong = stepsLike(/customer_tokens/).filter((step) => !/VIRTUAL TABLE INDEX \d+:M/.test(step));
    expect(wrong).toEqual([]);
  });

  test('scans only tables that are listed completely', () => {
    const scanned = stepsLike(/^SCAN (?!customer_tokens VIRTUAL|CONSTANT ROW|\(subquery|pragma_|r$|chain$)/);
    expect(scanned.map((step) => step.replace(/^.* → /, ''))).toEqual([
      'SCAN sqlite_master',
      'SCAN tenants',
      'SCAN merchants',
      'SCAN api_keys',
      'SCAN tenants',
      'SCAN followed',
      'SCAN tenants',
    ]);
  });

  test('sorts only keys, the events of one customer, and a limited number of changed customers', () => {
    const sorting = stepsLike(/TEMP B-TREE FOR ORDER BY/);
    const wrong = sorting.filter(
      (step) =>
        !/ FROM api_keys /.test(step) &&
        !/ FROM chain /.test(step) &&
        !/ FROM customers c INDEXED BY customers_by_update /.test(step),
    );
    expect(wrong).toEqual([]);
    expect(sorting.length).toBeGreaterThan(1);
  });

  test('finds a page without filters by the range of rows, with every offset', () => {
    const page = 'SELECT * FROM customers WHERE row BETWEEN ? AND ?';
    expect(plans.get(page)).toEqual(['SEARCH customers USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)']);
  });

  test.for([
    ['customers_by_id', 'id=?'],
    ['customers_by_email', 'email_folded=?'],
    ['customers_by_update', 'updated_at>?'],
    ['customer_references_by_source', 'source=?'],
    ['customer_records_newest', 'kind=? AND customer=? AND (created_at,id)<(?,?)'],
    ['customer_records_newest_by_status', 'kind=? AND customer=? AND status=? AND (created_at,id)>(?,?)'],
    ['events_by_id', 'id=?'],
    ['events_by_type', 'type=? AND rowid>? AND rowid<?'],
    ['kept_answers_by_claim', 'claim=?'],
    ['kept_answers_by_expiry', 'expires_at<?'],
  ] as const)('uses the index %s for its purpose', ([index, columns]) => {
    const used = `INDEX ${index} (tenant=? AND ${columns}`;
    expect([...plans.values()].flat().some((step) => step.includes(used))).toBe(true);
  });
});
