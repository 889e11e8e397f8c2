import type { CoverageReport } from '../contract/validation/coverage.ts';
import type { Mismatch } from './mismatch.ts';
import type { Rule } from './rule.ts';
import type { Target } from './target.ts';

/** The result of one rule. */
export type RuleOutcome = { readonly rule: Rule /** Milliseconds. */; readonly took: number } & (
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly mismatch: Mismatch }
  /** `needs` follows "not run: needs". */
  | { readonly kind: 'not run'; readonly needs: string }
);

/** Why a run ended before its last rule. */
export interface Stopped {
  readonly reason: 'target' | 'key' | 'signal';
  readonly sentence: string;
}

/** The result of a run. */
export interface Outcome {
  /** The URL of the target, as the operator gave it. */
  readonly url: string;
  readonly target: Target;
  /** The id of the run; a search for it finds the customers of the run. */
  readonly run: string;
  /** The number of customers that the run created. They remain, because the API cannot delete customers. */
  readonly createdCount: number;
  readonly startedAt: Date;
  /** Milliseconds. */
  readonly took: number;
  readonly rules: readonly RuleOutcome[];
  /** The cases of the spec that occurred in the responses. */
  readonly coverage: CoverageReport;
  /** Missing if all selected rules were run. */
  readonly stopped?: Stopped;
}

export interface RuleCounts {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
}

export function countOutcomes(rules: readonly RuleOutcome[]): RuleCounts {
  const count = (wanted: RuleOutcome['kind']) => rules.filter(({ kind }) => kind === wanted).length;
  return { passed: count('passed'), failed: count('failed'), notRun: count('not run') };
}

/** Groups the rules that were not run by their missing requirement. */
export function groupNeeds(rules: readonly RuleOutcome[]): Map<string, RuleOutcome[]> {
  const notRun = rules.flatMap((outcome) => (outcome.kind === 'not run' ? [outcome] : []));
  return Map.groupBy<string, RuleOutcome>(notRun, (outcome) => (outcome as { needs: string }).needs);
}
