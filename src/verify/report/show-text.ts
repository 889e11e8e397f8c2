import { countOutcomes, groupNeeds, type Outcome, type RuleOutcome } from '../outcome.ts';
import type { Target } from '../target.ts';
import type { ExchangeShower } from './show-exchange.ts';

/** What is about to be verified. */
export function showTarget(url: string, target: Target, rules: number): string {
  return target.kind === 'server'
    ? `Verifying ${url}: a server, so shape and behaviour, ${rules} rules.`
    : `Verifying ${url}: a mock, which remembers nothing, so the shape alone; of ${rules} rules those are run.`;
}

/** A failed rule: its words, what was expected, and the exchange in which it was not so. */
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

/** How a run ended. */
export function showEnd(outcome: Outcome): string[] {
  const { passed, failed, notRun } = countOutcomes(outcome.rules);
  const { covered, total } = outcome.coverage;
  return [
    ...[...groupNeeds(outcome.rules)].map(
      ([needs, { length }]) => `not run: ${length} ${length === 1 ? 'rule needs' : 'rules need'} ${needs}`,
    ),
    `${passed} passed, ${failed} failed, ${notRun} not run, in ${(outcome.took / 1000).toFixed(1)} s.`,
    `The answers were cases of ${covered} of the ${total} that the spec declares.`,
    ...showLeft(outcome),
  ];
}

function showLeft({ createdCount: left, run }: Outcome): string[] {
  if (left === 0) return [];
  return [
    `The API removes nobody, so the ${left} customers of this run stay there; a search for ${run} finds them.`,
  ];
}

function indent(mark: string, text: string): string[] {
  return text.split('\n').map((line) => `    ${mark} ${line}`.trimEnd());
}
