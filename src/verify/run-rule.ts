import { type Exchange, NoTargetResponse } from './exchange.ts';
import { Mismatch } from './mismatch.ts';
import type { RuleOutcome } from './outcome.ts';
import { type Capabilities, missing, SkipRule } from './requirements.ts';
import type { Rule } from './rule.ts';
import type { RuleContext } from './rule-context.ts';
import type { VerifySession } from './session.ts';
import type { TargetResponse } from './target-response.ts';

/** Runs a rule, and checks that each of its responses matches the spec, also those that the rule does not check. */
export async function runRule(
  rule: Rule,
  {
    context,
    session,
    capabilities,
  }: { context: RuleContext; session: VerifySession; capabilities: Capabilities },
): Promise<RuleOutcome> {
  const startedAt = performance.now();
  const end = <T extends object>(result: T) => ({ rule, took: performance.now() - startedAt, ...result });
  const needs = missing(rule.needs, capabilities);
  if (needs !== undefined) return end({ kind: 'not run', needs });
  session.takeResponses();
  try {
    await rule.run(context);
    for (const response of session.takeResponses()) response.matchesSpec();
    return end({ kind: 'passed' });
  } catch (error) {
    if (error instanceof Mismatch) {
      error.write = findWrite(error, session.takeResponses());
      return end({ kind: 'failed', mismatch: error });
    }
    if (error instanceof NoTargetResponse) {
      const mismatch = new Mismatch('a response', error.message, { sent: error.sent });
      return end({ kind: 'failed', mismatch });
    }
    if (error instanceof SkipRule) return end({ kind: 'not run', needs: error.needs });
    const latest = session.takeResponses().at(-1);
    if (!latest) throw error;
    // A response can differ from the API in more ways than a rule expects, and each is a failure of the target.
    const message = error instanceof Error ? error.message : String(error);
    const mismatch = new Mismatch('a response that the rule can read', message, latest.exchange);
    return end({ kind: 'failed', mismatch });
  }
}

/** Finds the latest write before a failed read, because a read alone does not show what was wrong. */
function findWrite({ exchange }: Mismatch, responses: readonly TargetResponse[]): Exchange | undefined {
  if (exchange.sent.method !== 'GET') return undefined;
  const exchanges = responses.map((response) => response.exchange);
  const at = exchanges.findIndex((one) => one === exchange);
  return exchanges.slice(0, at < 0 ? undefined : at).findLast(({ sent: { method } }) => method !== 'GET');
}
