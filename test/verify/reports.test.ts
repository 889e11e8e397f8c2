import { expect, test } from 'vitest';
import { htmlReport } from '../../src/verify/report/html.ts';
import { renderJsonReport } from '../../src/verify/report/json.ts';
import { junitReport } from '../../src/verify/report/junit.ts';
import { ExchangeShower } from '../../src/verify/report/show-exchange.ts';
import { showFailures, showSummary } from '../../src/verify/report/show-text.ts';
import { anOutcome, KEY } from './an-outcome.ts';

const outcome = anOutcome();
const shower = new ExchangeShower({ main: KEY });
const text = [...showFailures(outcome.rules, shower), ...showSummary(outcome)].join('\n');
const reports = {
  text,
  junit: junitReport(outcome, shower),
  json: renderJsonReport(outcome, shower),
  html: htmlReport(outcome, shower),
};

test.each(Object.entries(reports))(
  'the %s report contains the rule, the expectation and the exchange',
  (_kind, report) => {
    for (const part of ['older is applied.', 'status 200', 'PUT /v2/customers/external/x/(the key)', '500']) {
      expect(report).toContain(part);
    }
  },
);

test.each(Object.entries(reports))(
  'the %s report contains no key, and at most 2,000 characters of a body',
  (_kind, report) => {
    expect(report).not.toContain(KEY);
    expect(report).not.toContain('x'.repeat(2100));
    expect(report).toMatch(/… and 10\d\d characters more/);
  },
);

test.each([
  ['junit', reports.junit],
  ['html', reports.html],
])('the %s report escapes any text', (_kind, report) => {
  expect(report).not.toContain('<script>alert');
  expect(report.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(report.isWellFormed()).toBe(true);
  expect(report).toContain('&lt;script&gt;alert(');
  expect(report).toContain('å😀');
});

test('the JUnit report counts the rules as CI systems do', () => {
  expect(reports.junit).toContain(
    '<testsuite name="The &lt;stale&gt; rule" tests="3" failures="1" errors="0" skipped="1"',
  );
  expect(reports.junit).toContain('<skipped message="not run: needs --readonly-key">');
});

test('the JSON report contains the outcome of each rule', () => {
  const read = JSON.parse(reports.json);
  expect(read).toMatchObject({
    passed: 1,
    failed: 1,
    notRun: 1,
    customersLeft: 7,
    target: { kind: 'server', obeysPrefer: false, isDedicated: true },
  });
  expect(read.rules[2]).toMatchObject({
    id: 'behaviour.stale.older',
    outcome: 'failed',
    expected: 'status 200',
  });
});

test('the text contains the number of remaining customers, and the requirements of the rules that were not run', () => {
  expect(text).toContain('not run: 1 rule needs --readonly-key');
  expect(text).toContain('1 passed, 1 failed, 1 not run, in 1.2 s.');
  expect(text).toContain(
    'The 7 customers of this run remain, because the API cannot delete customers; a search for v0123456789a finds them.',
  );
});
