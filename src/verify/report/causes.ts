import type { RuleOutcome } from '../outcome.ts';
import { MATCHES_SPEC } from '../target-response.ts';

export type FailedRule = Extract<RuleOutcome, { kind: 'failed' }>;

/** The failed rules that have one cause. */
export interface Cause {
  /** What the first rule expected, and what it got instead. */
  readonly expected: string;
  readonly got: string;
  /** In the order in which they were run. */
  readonly failures: readonly [FailedRule, ...FailedRule[]];
}

/**
 * Groups the failed rules by their probable cause, the cause of most failures first. Two failures have the same cause if
 * they differ only in values, such as ids, times and texts.
 */
export function groupByCause(rules: readonly RuleOutcome[]): Cause[] {
  const failed = rules.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome] : []));
  const groups = Map.groupBy(failed, causeOf);
  return [...groups.values()]
    .map((failures) => {
      const [first, ...others] = failures as [FailedRule, ...FailedRule[]];
      const { expected, got } = first.mismatch;
      return { expected, got, failures: [first, ...others] as const };
    })
    .sort((one, other) => other.failures.length - one.failures.length);
}

/** Returns the expectation and its contradiction without values, and with the code of an error. */
function causeOf({ mismatch }: FailedRule): string {
  const { expected, got, exchange } = mismatch;
  // A response that breaks the spec does so in the same way, whatever it is a response to.
  const isOfResponse = expected === MATCHES_SPEC;
  const error = 'status' in exchange && !isOfResponse ? errorOf(exchange.bytes) : '';
  return [withoutValues(expected), withoutValues(got), error].join(' | ');
}

function errorOf(bytes: Buffer): string {
  try {
    const { error } = JSON.parse(bytes.toString());
    return `${error.code} ${error.details?.reason ?? ''} ${error.param ?? ''}`;
  } catch {
    return '';
  }
}

/** Replaces quoted texts, ids, times and long numbers. Statuses and names remain. */
function withoutValues(text: string): string {
  return text
    .replace(/"(?:[^"\\]|\\.)*"?/g, '"…"')
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gi, 'id')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, 'time')
    .replace(/\b\d{4,}\b/g, 'n')
    .replace(/body\S*/g, (path) => path.replace(/\d+/g, 'n'));
}
