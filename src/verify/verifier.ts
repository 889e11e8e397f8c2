import type { Contract } from '../contract/load.ts';
import { Router } from '../contract/router.ts';
import { ResponseValidator } from '../contract/validation/response-validator.ts';
import { BEHAVIOUR_RULES } from './behaviour/behaviour-rules.ts';
import { NoTargetResponse } from './exchange.ts';
import type { Keys } from './keys.ts';
import type { Outcome, RuleOutcome, Stopped } from './outcome.ts';
import { isSelected, type Rule } from './rule.ts';
import { RuleContext } from './rule-context.ts';
import { runRule } from './run-rule.ts';
import { type SpecTools, VerifySession } from './session.ts';
import { shapeRules } from './shape/shape-rules.ts';
import { detectTarget, RefusedKey, type Target, UNKNOWN_TARGET, UnusableTarget } from './target.ts';
import { TestIds } from './test-ids.ts';

export interface VerifyOptions {
  /** The URL of the target, with or without `/v2`. */
  readonly url: string;
  readonly keys: Keys;
  /** The rules to run, see `isSelected`; default: all. */
  readonly only?: readonly string[];
  /** False runs only the rules that write nothing; default: true. */
  readonly mayWrite?: boolean;
  /** True runs the rules that only upsertd promises on every target; default: on upsertd alone. */
  readonly strict?: boolean;
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
   * Runs the rules one after the other; a failed rule does not end the run. A target on which rules cannot run ends the
   * run: `stopped` of the outcome says why.
   *
   * @throws TypeError if the URL is not valid.
   */
  async verify(options: VerifyOptions): Promise<Outcome> {
    const { url, keys, mayWrite = true } = options;
    const startedAt = new Date();
    const session = new VerifySession(url, keys, this.#tools);
    const names = new TestIds();
    const detected = await detectTarget(session.main, names).catch(reasonToStop);
    const isUsable = 'kind' in detected;
    const target = isUsable ? detected : UNKNOWN_TARGET;
    const { rules, stopped } = isUsable
      ? await this.#run(session, { ...options, target, names })
      : { rules: [], stopped: detected };
    const took = Date.now() - startedAt.getTime();
    const coverage = session.coverage();
    const createdCount = target.kind === 'server' && mayWrite ? await session.countCustomers(names.run) : 0;
    const { run } = names;
    return { url, target, run, createdCount, startedAt, took, rules, coverage, ...(stopped && { stopped }) };
  }

  async #run(
    session: VerifySession,
    { target, names, ...options }: VerifyOptions & { target: Target; names: TestIds },
  ): Promise<{ rules: RuleOutcome[]; stopped?: Stopped }> {
    const { keys, only = [], mayWrite = true, strict = false, stop, onTarget, onRule } = options;
    const rules = this.rules.filter((rule) => isSelected(rule, only) && appliesTo(rule, target));
    onTarget?.(target, rules.length);
    const context = new RuleContext({ names, target, mayWrite, as: (role) => session.as(role) });
    const outcomes: RuleOutcome[] = [];
    for (const rule of rules) {
      if (stop?.aborted) return { rules: outcomes, stopped: bySignal(stop) };
      const outcome = await runRule(rule, {
        context,
        session,
        capabilities: { target, keys, mayWrite, strict },
      });
      outcomes.push(outcome);
      onRule?.(outcome);
      const silence = findSilence(outcomes);
      if (silence) return { rules: outcomes, stopped: silence };
    }
    return { rules: outcomes };
  }
}

/** Returns whether a rule applies to the target: only a mock supports `Prefer`. */
function appliesTo({ needs }: Rule, { kind }: Target): boolean {
  return kind === 'mock' || !needs.includes('preferences');
}

function reasonToStop(error: unknown): Stopped {
  if (error instanceof RefusedKey) return { reason: 'key', sentence: error.message };
  if (error instanceof UnusableTarget || error instanceof NoTargetResponse)
    return { reason: 'target', sentence: error.message };
  throw error;
}

function bySignal({ reason }: AbortSignal): Stopped {
  return { reason: 'signal', sentence: `Stopped by ${reason}: the other rules were not run.` };
}

/** Returns the reason to end a run whose latest rules received no response. */
function findSilence(outcomes: readonly RuleOutcome[]): Stopped | undefined {
  const latest = outcomes.slice(-SILENT_RULES);
  const silent = latest.filter(
    (outcome) => outcome.kind === 'failed' && !('status' in outcome.mismatch.exchange),
  );
  const [first] = silent;
  if (first?.kind !== 'failed' || silent.length < SILENT_RULES) return undefined;
  return {
    reason: 'target',
    sentence: `The target stopped responding, so the other rules were not run. ${first.mismatch.got}`,
  };
}
