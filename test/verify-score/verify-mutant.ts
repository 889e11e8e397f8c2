import { loadContract } from '../../src/contract/load.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import type { Mutant } from './mutant.ts';
import { type RunningMutant, startMutant } from './start-mutant.ts';

/** What `verify` reports about a mutant. */
export interface MutantResult {
  readonly id: string;
  /** The ids of the failed rules up to the first one that decides. */
  readonly failed: readonly string[];
  /** Why the run ended early, or why the mutant did not start. */
  readonly stopped?: string;
  /** Milliseconds. */
  readonly took: number;
}

/** The longest time of one run, in milliseconds. */
const LIMIT_MS = 240_000;

const verifier = new Verifier(loadContract());

/**
 * Starts a mutant and runs the rules against it: first those of the family that should detect it, then the others. The run
 * ends at the first failed rule, which decides whether the mutant is detected, and by the right rule.
 */
export async function verifyMutant(mutant: Mutant): Promise<MutantResult> {
  const startedAt = Date.now();
  const end = (failed: readonly string[], stopped?: string): MutantResult => ({
    id: mutant.id,
    failed,
    ...(stopped !== undefined && { stopped }),
    took: Date.now() - startedAt,
  });
  let running: RunningMutant;
  try {
    running = await startMutant(mutant);
  } catch (error) {
    return end([], `not started: ${(error as Error).message}`);
  }
  try {
    const ids = verifier.rules.map(({ id }) => id);
    const family = ids.filter((id) => mutant.family.test(id));
    const others = ids.filter((id) => !mutant.family.test(id));
    const first = await findFailures(running, family);
    if (first.failed.length > 0 || first.stopped !== undefined) return end(first.failed, first.stopped);
    const second = await findFailures(running, others);
    return end(second.failed, second.stopped);
  } finally {
    await running.stop();
  }
}

/** Runs rules up to the first one that fails. */
async function findFailures(
  { url, keys }: RunningMutant,
  only: readonly string[],
): Promise<{ failed: string[]; stopped?: string }> {
  if (only.length === 0) return { failed: [] };
  const found = new AbortController();
  const outcome = await verifier.verify({
    url,
    keys,
    only,
    stop: AbortSignal.any([found.signal, AbortSignal.timeout(LIMIT_MS)]),
    onRule: ({ kind }) => {
      if (kind === 'failed') found.abort();
    },
  });
  const failed = outcome.rules.flatMap(({ kind, rule }) => (kind === 'failed' ? [rule.id] : []));
  const { stopped } = outcome;
  return { failed, ...(stopped && !found.signal.aborted && { stopped: stopped.sentence }) };
}
