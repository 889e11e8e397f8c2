import { expect, test } from 'vitest';
import { htmlReport } from '../../src/verify/report/html.ts';
import { renderJsonReport } from '../../src/verify/report/json.ts';
import { junitReport } from '../../src/verify/report/junit.ts';
import { ExchangeShower } from '../../src/verify/report/show-exchange.ts';
import { showSummary, showFailure } from '../../src/verify/report/show-text.ts';
import { anOutcome, KEY } from './an-outcome.ts';

const outcome = anOutcome();
const shower = new ExchangeShower({ main: KEY });
const text = [...outcome.rules.flatMap((one) => showFailure(one, shower)), ...showSummary(outcome)].join('\n');
const reports = {
  text,
  junit: junitReport(outcome, shower),
  json: renderJsonReport(outcome, shower),
  html: htmlReport(outcome, shower),
};

test.each(Object.entries(reports))(
  'the %s report names the rule, what was expected, and what came',
  (_kind, report) => {
    for (const part of ['older is applied.', 'status 200', 'PUT /v2/customers/external/x/(the key)', '500']) {
      expect(report).toContain(part);
    }
  },
);

test.each(Object.entries(reports))(
  'the %s report holds no key, and no more of a body than helps',
  (_kind, report) => {
    expect(report).not.toContain(KEY);
    expect(report).not.toContain('x'.repeat(2100));
    expect(report).toMatch(/… and 10\d\d characters more/);
  },
);

test.each([
  ['junit', reports.junit],
  ['html', reports.html],
])('the %s report can hold any text', (_kind, report) => {
  expect(report).not.toContain('<script');
  expect(report.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(report.isWellFormed()).toBe(true);
  expect(report).toContain('&lt;script&gt;alert(');
  expect(report).toContain('å😀');
});

test('the JUnit report counts as CI systems do', () => {
  expect(reports.junit).toContain(
    '<testsuite name="The &lt;stale&gt; rule" tests="3" failures="1" errors="0" skipped="1"',
  );
  expect(reports.junit).toContain('<skipped message="not run: needs --readonly-key">');
});

test('the JSON report can be read by programs', () => {
  const read = JSON.parse(reports.json);
  expect(read).toMatchObject({
    passed: 1,
    failed: 1,
    notRun: 1,
    customersLeft: 7,
    target: { kind: 'server' },
  });
  expect(read.rules[2]).toMatchObject({
    id: 'behaviour.stale.older',
    outcome: 'failed',
    expected: 'status 200',
  });
});

test('the text says what stays behind, and what was not run for want of what', () => {
  expect(text).toContain('not run: 1 rule needs --readonly-key');
  expect(text).toContain('1 passed, 1 failed, 1 not run, in 1.2 s.');
  expect(text).toContain('the 7 customers of this run stay there; a search for v0123456789a finds them.');
});
