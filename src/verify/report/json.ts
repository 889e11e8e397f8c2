import { countOutcomes, type Outcome, type RuleOutcome } from '../outcome.ts';
import type { Target } from '../target.ts';
import { type Cause, groupByCause } from './causes.ts';
import type { ExchangeShower } from './show-exchange.ts';

/** Writes the outcome as JSON. */
export function renderJsonReport(outcome: Outcome, shower: ExchangeShower): string {
  const { url, target, run, createdCount: left, startedAt, took, rules, coverage, stopped } = outcome;
  const report = {
    url,
    target: showTarget(target),
    run,
    customersLeft: left,
    startedAt: startedAt.toISOString(),
    milliseconds: Math.round(took),
    ...countOutcomes(rules),
    ...(stopped && { stopped: stopped.sentence }),
    causes: groupByCause(rules).map(showCause),
    rules: rules.map((one) => showRule(one, shower)),
    coverage,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** The published name of `supportsPrefer` is `obeysPrefer`. */
function showTarget({ kind, supportsPrefer, isDedicated, isOwn }: Target) {
  return { kind, obeysPrefer: supportsPrefer, isDedicated, isOwn };
}

function showRule(outcome: RuleOutcome, shower: ExchangeShower) {
  const { id, group, sentence, cites } = outcome.rule;
  const shown = {
    id,
    group,
    rule: sentence,
    ...(cites !== undefined && { contract: cites }),
    outcome: outcome.kind,
    milliseconds: Math.round(outcome.took),
  };
  if (outcome.kind === 'not run') return { ...shown, needs: outcome.needs };
  if (outcome.kind === 'passed') return shown;
  const { expected, got, exchange, write } = outcome.mismatch;
  return { ...shown, expected, got, ...shower.show(exchange), ...(write && { after: shower.show(write) }) };
}

/** The exchange of a cause is that of its first rule. */
function showCause({ expected, got, failures }: Cause) {
  return { expected, got, rules: failures.map(({ rule }) => rule.id) };
}
