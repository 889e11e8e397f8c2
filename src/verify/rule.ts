import type { Requirement } from './requirements.ts';
import type { RuleContext } from './rule-context.ts';

/** One sentence of the contract, and how to see whether a target keeps to it. */
export interface Rule {
  /** Where it stands in the suite, from the level down: `behaviour.stale.older`. */
  readonly id: string;
  readonly group: string;
  /** The contract's words. */
  readonly sentence: string;
  readonly needs: readonly Requirement[];
  /** @throws Mismatch at the first answer that is not as the rule says. */
  readonly run: (context: RuleContext) => Promise<void>;
}

/** A rule as it is written down; it writes unless it says that it only reads. */
export interface BehaviourRule {
  readonly rule: string;
  readonly needs?: readonly Requirement[];
  readonly onlyReads?: true;
  readonly run: (context: RuleContext) => Promise<void>;
}

/** Rules of behaviour about one subject of the contract, by name and in the order in which they are read. */
export function behaviour(
  subject: string,
  title: string,
  rules: Readonly<Record<string, BehaviourRule>>,
): Rule[] {
  return Object.entries(rules).map(([name, { rule, needs = [], onlyReads, run }]) => ({
    id: `behaviour.${subject}.${name}`,
    group: title,
    sentence: rule,
    needs: ['memory', ...(onlyReads ? [] : (['writing'] as const)), ...needs],
    run,
  }));
}

/** Whether a rule is one of those asked for: each may be any run of whole parts of an id, `stale` or `stale.older`. */
export function isAskedFor({ id }: Pick<Rule, 'id'>, only: readonly string[]): boolean {
  return only.length === 0 || only.some((part) => `.${id}.`.includes(`.${part}.`));
}
