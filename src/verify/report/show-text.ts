import { countOutcomes, groupNeeds, type Outcome, type RuleOutcome } from '../outcome.ts';
import type { Target } from '../target.ts';
import type { ExchangeShower } from './show-exchange.ts';

/** Writes the line that announces the target. */
export function showTarget(url: string, target: Target, rules: number): string {
  return target.kind === 'server'
    ? `Verifying ${url}: a server, so shape and behaviour, ${rules} rules.`
    : `Verifying ${url}: a mock, which stores nothing, so only the rules about shape are run, of ${rules} rules.`;
}

/** Writes a failed rule: its sentence, the expectation, and the exchange that broke it. */
export function showFailure(outcome: RuleOutcome, shower: ExchangeShower): string[] {
  if (outcome.kind !== 'failed') return [];
  const { rule, mismatch } = outcome;
  const { request, response } = shower.show(mismatch.exchange);
  return [
    `FAILED ${rule.id} (${rule.group})`,
    `  ${rule.sentence}`,
    `  expected ${mismatch.expected}`,
    `  but ${mismatch.got}`,
    ...indent('>', request),
    ...indent('<', response),
  ];
}

/** Writes the summary of a run. */
export function showSummary(outcome: Outcome): string[] {
  const { passed, failed, notRun } = countOutcomes(outcome.rules);
  const { covered, total } = outcome.coverage;
  return [
    ...[...groupNeeds(outcome.rules)].map(
      ([needs, { length }]) => `not run: ${length} ${length === 1 ? 'rule needs' : 'rules need'} ${needs}`,
    ),
    `${passed} passed, ${failed} failed, ${notRun} not run, in ${(outcome.took / 1000).toFixed(1)} s.`,
    `The responses cover ${covered} of the ${total} cases that the spec declares.`,
    ...showCreatedCustomers(outcome),
  ];
}

function showCreatedCustomers({ createdCount: left, run }: Outcome): string[] {
  if (left === 0) return [];
  return [
    `The ${left} customers of this run remain, because the API cannot delete customers; a search for ${run} finds them.`,
  ];
}

function indent(mark: string, text: string): string[] {
  return text.split('\n').map((line) => `    ${mark} ${line}`.trimEnd());
}
