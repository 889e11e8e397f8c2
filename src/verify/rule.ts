import type { Requirement } from './requirements.ts';
import type { RuleContext } from './rule-context.ts';

/** One rule of the contract, and the check whether a target follows it. */
export interface Rule {
  /** Level, subject and name: `behaviour.stale.older`. */
  readonly id: string;
  readonly group: string;
  /** The rule as a sentence of the contract. */
  readonly sentence: string;
  /** The number of the statement in docs/contract.md that the rule checks, such as `M3`; missing if the spec says it. */
  readonly cites?: string;
  readonly needs: readonly Requirement[];
  /** @throws Mismatch at the first response that breaks the rule. */
  readonly run: (context: RuleContext) => Promise<void>;
}

/** The definition of a rule about behaviour. A rule without `onlyReads` may write. */
export interface BehaviourRule {
  readonly rule: string;
  readonly cites: string;
  readonly needs?: readonly Requirement[];
  readonly onlyReads?: true;
  readonly run: (context: RuleContext) => Promise<void>;
}

/** Creates the rules about one subject of the contract, in the given order. */
export function behaviour(
  subject: string,
  title: string,
  rules: Readonly<Record<string, BehaviourRule>>,
): Rule[] {
  return Object.entries(rules).map(([name, { rule, cites, needs = [], onlyReads, run }]) => ({
    id: `behaviour.${subject}.${name}`,
    group: title,
    sentence: rule,
    cites,
    needs: ['memory', ...(onlyReads ? [] : (['writing'] as const)), ...needs],
    run,
  }));
}

/** Returns whether a rule is selected. @param only whole parts of ids, such as `stale` or `stale.older`; empty selects all. */
export function isSelected({ id }: Pick<Rule, 'id'>, only: readonly string[]): boolean {
  return only.length === 0 || only.some((part) => `.${id}.`.includes(`.${part}.`));
}

/** Returns the sentence of a rule with the statement that it cites. */
export function citedSentence({ sentence, cites }: Pick<Rule, 'sentence' | 'cites'>): string {
  return cites === undefined ? sentence : `${sentence} (contract ${cites})`;
}
