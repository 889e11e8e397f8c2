import type { CoverageReport } from '../contract/validation/coverage.ts';
import type { Mismatch } from './mismatch.ts';
import type { Rule } from './rule.ts';
import type { Target } from './target.ts';

/** What became of one rule. */
export type RuleOutcome = { readonly rule: Rule /** Milliseconds. */; readonly took: number } & (
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly mismatch: Mismatch }
  /** `needs` follows "not run: needs". */
  | { readonly kind: 'not run'; readonly needs: string }
);

/** What became of a run. */
export interface Outcome {
  /** Where the target is, as it was given. */
  readonly url: string;
  readonly target: Target;
  /** A search for it finds the run's customers. */
  readonly run: string;
  /** How many customers the run has left behind, since the API cannot remove any. */
  readonly createdCount: number;
  readonly startedAt: Date;
  /** Milliseconds. */
  readonly took: number;
  readonly rules: readonly RuleOutcome[];
  /** Which parts of the spec the answers were cases of. */
  readonly coverage: CoverageReport;
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

/** The rules that were not run, by what they need. */
export function groupNeeds(rules: readonly RuleOutcome[]): Map<string, RuleOutcome[]> {
  const notRun = rules.flatMap((outcome) => (outcome.kind === 'not run' ? [outcome] : []));
  return Map.groupBy<string, RuleOutcome>(notRun, (outcome) => (outcome as { needs: string }).needs);
}
