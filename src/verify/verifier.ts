import type { Contract } from '../contract/load.ts';
import { Router } from '../contract/router.ts';
import { ResponseValidator } from '../contract/validation/response-validator.ts';
import { BEHAVIOUR_RULES } from './behaviour/behaviour-rules.ts';
import { NoAnswer } from './exchange.ts';
import type { Keys } from './keys.ts';
import type { Outcome, RuleOutcome } from './outcome.ts';
import { isAskedFor, type Rule } from './rule.ts';
import { RuleContext } from './rule-context.ts';
import { runRule } from './run-rule.ts';
import { type Judging, VerifySession } from './session.ts';
import { shapeRules } from './shape/shape-rules.ts';
import { detectTarget, type Target } from './target.ts';
import { TestIds } from './test-ids.ts';

export interface VerifyOptions {
  /** Where the target is, with or without `/v2`. */
  readonly url: string;
  readonly keys: Keys;
  /** Which rules to run, as `isAskedFor` reads it; all of them when empty. */
  readonly only?: readonly string[];
  /** False: only what writes nothing. */
  readonly mayWrite?: boolean;
  /** When it is aborted, no further rule is begun. */
  readonly stop?: AbortSignal;
  /** Hears what the target is, and how many rules there are for it. */
  readonly onTarget?: (target: Target, rules: number) => void;
  readonly onRule?: (outcome: RuleOutcome) => void;
}

/** So many rules in a row without an answer end the run: nobody is there any more. */
const SILENT_RULES = 3;

/** The contract as a suite of rules, to be run against anything that says it keeps to it. */
export class Verifier {
  readonly rules: readonly Rule[];
  readonly #judging: Judging;

  constructor(contract: Contract) {
    const { document, operations } = contract;
    this.rules = [...shapeRules(contract), ...BEHAVIOUR_RULES];
    this.#judging = {
      document,
      operations,
      validator: new ResponseValidator(document),
      router: new Router(operations),
    };
  }

  /**
   * Runs the rules one after the other, each whatever became of the others.
   *
   * @throws NoAnswer when nobody answers; RefusedKey when the main key does not open the target; TypeError when the URL
   *   is none.
   */
  async verify(options: VerifyOptions): Promise<Outcome> {
    const { url, keys, only = [], mayWrite = true, stop, onTarget, onRule } = options;
    const startedAt = new Date();
    const session = new VerifySession(url, keys, this.#judging);
    const names = new TestIds();
    const target = await detectTarget(session.main, names);
    const rules = this.rules.filter((rule) => isAskedFor(rule, only) && isAbout(rule, target));
    onTarget?.(target, rules.length);

    const context = new RuleContext({ names, target, mayWrite, as: (role) => session.as(role) });
    const outcomes: RuleOutcome[] = [];
    for (const rule of rules) {
      if (stop?.aborted) break;
      const outcome = await runRule(rule, { context, session, capabilities: { target, keys, mayWrite } });
      outcomes.push(outcome);
      onRule?.(outcome);
      endWhenSilent(outcomes);
    }
    const took = Date.now() - startedAt.getTime();
    const coverage = session.coverage();
    const left = target.kind === 'server' && mayWrite ? await session.countCustomers(names.run) : 0;
    return { url, target, run: names.run, createdCount: left, startedAt, took, rules: outcomes, coverage };
  }
}

/** What only a mock can be asked for is no rule of a server. */
function isAbout({ needs }: Rule, { kind }: Target): boolean {
  return kind === 'mock' || !needs.includes('preferences');
}

function endWhenSilent(outcomes: readonly RuleOutcome[]): void {
  const latest = outcomes.slice(-SILENT_RULES);
  const unanswered = latest.flatMap((outcome) =>
    outcome.kind === 'failed' && !('status' in outcome.mismatch.exchange) ? [outcome.mismatch] : [],
  );
  const [first] = unanswered;
  if (first && unanswered.length === SILENT_RULES) throw new NoAnswer(first.got, first.exchange.sent);
}
