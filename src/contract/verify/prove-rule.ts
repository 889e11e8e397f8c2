import { NoAnswer } from './exchange.ts';
import { Mismatch } from './mismatch.ts';
import { type Means, missing, Unmet } from './needs.ts';
import type { RuleOutcome } from './outcome.ts';
import type { Rule } from './rule.ts';
import type { Scene } from './scene.ts';
import type { Session } from './session.ts';

/** Proves a rule, and that every answer on the way kept to the spec, also where the rule did not look. */
export async function proveRule(
  rule: Rule,
  { scene, session, means }: { scene: Scene; session: Session; means: Means },
): Promise<RuleOutcome> {
  const startedAt = performance.now();
  const end = <T extends object>(result: T) => ({ rule, took: performance.now() - startedAt, ...result });
  const needs = missing(rule.needs, means);
  if (needs !== undefined) return end({ kind: 'not run', needs });
  session.takeAnswers();
  try {
    await rule.prove(scene);
    for (const answer of session.takeAnswers()) answer.keepsToSpec();
    return end({ kind: 'passed' });
  } catch (error) {
    if (error instanceof Mismatch) return end({ kind: 'failed', mismatch: error });
    if (error instanceof NoAnswer) {
      const mismatch = new Mismatch('an answer', error.message, { sent: error.sent });
      return end({ kind: 'failed', mismatch });
    }
    if (error instanceof Unmet) return end({ kind: 'not run', needs: error.needs });
    throw error;
  }
}
