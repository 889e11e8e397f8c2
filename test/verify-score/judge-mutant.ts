import { loadContract } from '../../src/contract/load.ts';
import { Verifier } from '../../src/verify/verifier.ts';
import type { Mutant } from './mutant.ts';
import { startMutant } from './start-mutant.ts';

/** What `verify` reports about a mutant. */
export interface Judgement {
  readonly id: string;
  /** The ids of the failed rules. */
  readonly failed: readonly string[];
  /** Why the run ended early, or why the mutant did not start. */
  readonly stopped?: string;
  /** Milliseconds. */
  readonly took: number;
}

/** The longest time of one run, in milliseconds. */
const LIMIT_MS = 120_000;

const verifier = new Verifier(loadContract());

/** Starts a mutant and runs all rules against it. */
export async function judgeMutant(mutant: Pick<Mutant, 'id' | 'edits'>): Promise<Judgement> {
  const startedAt = Date.now();
  const end = (failed: readonly string[], stopped?: string): Judgement => ({
    id: mutant.id,
    failed,
    ...(stopped !== undefined && { stopped }),
    took: Date.now() - startedAt,
  });
  let running: Awaited<ReturnType<typeof startMutant>>;
  try {
    running = await startMutant(mutant);
  } catch (error) {
    return end([], `not started: ${(error as Error).message}`);
  }
  try {
    const { url, keys } = running;
    const outcome = await verifier.verify({ url, keys, stop: AbortSignal.timeout(LIMIT_MS) });
    const failed = outcome.rules.flatMap(({ kind, rule }) => (kind === 'failed' ? [rule.id] : []));
    return end(failed, outcome.stopped?.sentence);
  } finally {
    await running.stop();
  }
}
