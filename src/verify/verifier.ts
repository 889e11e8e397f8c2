import type { Contract } from '../contract/load.ts';
import { Router } from '../contract/router.ts';
import { ResponseValidator } from '../contract/validation/response-validator.ts';
import { BEHAVIOUR_RULES } from './behaviour/behaviour-rules.ts';
import { NoTargetResponse } from './exchange.ts';
import type { Keys } from './keys.ts';
import type { Outcome, RuleOutcome } from './outcome.ts';
import { isSelected, type Rule } from './rule.ts';
import { RuleContext } from './rule-context.ts';
import { runRule } from './run-rule.ts';
import { type SpecTools, VerifySession } from './session.ts';
import { shapeRules } from './shape/shape-rules.ts';
import { detectTarget, type Target } from './target.ts';
import { TestIds } from './test-ids.ts';

export interface VerifyOptions {
  /** The URL of the target, with or without `/v2`. */
  readonly url: string;
  readonly keys: Keys;
  /** The rules to run, see `isSelected`; default: all. */
  readonly only?: readonly string[];
  /** False runs only the rules that write nothing; default: true. */
  readonly mayWrite?: boolean;
  /** Its abort ends the run before the next rule. */
  readonly stop?: AbortSignal;
  /** Receives the target and the number of rules for it. */
  readonly onTarget?: (target: Target, rules: number) => void;
  readonly onRule?: (outcome: RuleOutcome) => void;
}

/** The number of consecutive rules without a response after which the run ends. */
const SILENT_RULES = 3;

/** Runs the rules of the contract against a server or a mock. */
export class Verifier {
  readonly rules: readonly Rule[];
  readonly #tools: SpecTools;

  constructor(contract: Contract) {
    const { document, operations } = contract;
    this.rules = [...shapeRules(contract), ...BEHAVIOUR_RULES];
    this.#tools = {
      document,
      operations,
      validator: new ResponseValidator(document),
      router: new Router(operations),
    };
  }

  /**
   * Runs the rules one after the other; a failed rule does not end the run.
   *
   * @throws NoTargetResponse if the target sends no response; RefusedKey if it refuses the main key; TypeError if the
   *   URL is not valid.
   */
  async verify(options: VerifyOptions): Promise<Outcome> {
    const { url, keys, only = [], mayWrite = true, stop, onTarget, onRule } = options;
    const startedAt = new Date();
    const session = new VerifySession(url, keys, this.#tools);
    const names = new TestIds();
    const target = await detectTarget(session.main, names);
    const rules = this.rules.filter((rule) => isSelected(rule, only) && appliesTo(rule, target));
    onTarget?.(target, rules.length);

    const context = new RuleContext({ names, target, mayWrite, as: (role) => session.as(role) });
    const outcomes: RuleOutcome[] = [];
    for (const rule of rules) {
      if (stop?.aborted) break;
      const outcome = await runRule(rule, { context, session, capabilities: { target, keys, mayWrite } });
      outcomes.push(outcome);
      onRule?.(outcome);
      throwIfUnreachable(outcomes);
    }
    const took = Date.now() - startedAt.getTime();
    const coverage = session.coverage();
    const left = target.kind === 'server' && mayWrite ? await session.countCustomers(names.run) : 0;
    return { url, target, run: names.run, createdCount: left, startedAt, took, rules: outcomes, coverage };
  }
}

/** Returns whether a rule applies to the target: only a mock supports `Prefer`. */
function appliesTo({ needs }: Rule, { kind }: Target): boolean {
  return kind === 'mock' || !needs.includes('preferences');
}

function throwIfUnreachable(outcomes: readonly RuleOutcome[]): void {
  const latest = outcomes.slice(-SILENT_RULES);
  const withoutResponse = latest.flatMap((outcome) =>
    outcome.kind === 'failed' && !('status' in outcome.mismatch.exchange) ? [outcome.mismatch] : [],
  );
  const [first] = withoutResponse;
  if (first && withoutResponse.length === SILENT_RULES)
    throw new NoTargetResponse(first.got, first.exchange.sent);
}
