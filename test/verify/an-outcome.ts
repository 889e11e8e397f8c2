import { loadContract } from '../../src/contract/load.ts';
import { Coverage } from '../../src/contract/validation/coverage.ts';
import { Mismatch } from '../../src/verify/mismatch.ts';
import type { Outcome, RuleOutcome } from '../../src/verify/outcome.ts';

export const KEY = 'rk_sandbox_0123456789abcdefghijklmnopqrstuv012345';

/** A text with each character that has a meaning in a report. */
export const NASTY = `<script>alert("1")</script> & 'two' ]]> \u0000\u001b[31m\ud800 å😀`;

function rule(name: string) {
  return {
    id: `behaviour.stale.${name}`,
    group: `The <stale> rule`,
    sentence: `${name} is applied.`,
    needs: [],
    run: async () => {},
  };
}

/** A run in which one rule passed, one was not run, and one failed with texts that reports must escape. */
export function anOutcome(): Outcome {
  const { document, operations } = loadContract();
  const exchange = {
    sent: {
      method: 'PUT',
      url: `/v2/customers/external/x/${KEY}`,
      headers: { 'x-api-key': KEY },
      body: JSON.stringify({ key: KEY, name: NASTY }),
    },
    status: 500,
    headers: { 'content-type': 'text/html', date: 'today', 'x-echo': KEY },
    bytes: Buffer.from(`${NASTY}${'x'.repeat(3000)}`),
  };
  const rules: RuleOutcome[] = [
    { rule: rule('equal'), took: 12.3, kind: 'passed' },
    { rule: rule('newer'), took: 0, kind: 'not run', needs: '--readonly-key' },
    {
      rule: rule('older'),
      took: 7,
      kind: 'failed',
      mismatch: new Mismatch('status 200', `it was ${NASTY}`, exchange),
    },
  ];
  return {
    url: 'http://127.0.0.1:4000',
    target: { kind: 'server', supportsPrefer: false, isDedicated: true, isOwn: true },
    run: 'v0123456789a',
    createdCount: 7,
    startedAt: new Date('2026-11-25T12:00:00Z'),
    took: 1234,
    rules,
    coverage: new Coverage(document, operations).report(),
  };
}
