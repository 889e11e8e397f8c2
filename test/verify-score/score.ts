import type { Mutant } from './mutant.ts';
import type { MutantResult } from './verify-mutant.ts';

export interface Score {
  readonly total: number;
  readonly detected: number;
  readonly detectedPercent: number;
  readonly named: number;
  readonly namedPercent: number;
}

/** Returns whether one of the failed rules belongs to the family that should detect the mutant. */
export function isNamed({ family }: Mutant, failed: readonly string[]): boolean {
  return failed.some((id) => family.test(id));
}

/** Counts the mutants that failed a rule, and those that failed a rule of the right family. */
export function score(mutants: readonly Mutant[], results: ReadonlyMap<string, MutantResult>): Score {
  const failedOf = ({ id }: Mutant) => results.get(id)?.failed ?? [];
  const detected = mutants.filter((mutant) => failedOf(mutant).length > 0).length;
  const named = mutants.filter((mutant) => isNamed(mutant, failedOf(mutant))).length;
  const percent = (count: number) => Math.floor((count / Math.max(1, mutants.length)) * 1000) / 10;
  return {
    total: mutants.length,
    detected,
    detectedPercent: percent(detected),
    named,
    namedPercent: percent(named),
  };
}

/** Lists the mutants that no rule detects, and those that only other rules detect, each with its sentence. */
export function showMisses(mutants: readonly Mutant[], results: ReadonlyMap<string, MutantResult>): string[] {
  return mutants.flatMap((mutant) => {
    const { failed = [], stopped } = results.get(mutant.id) ?? { stopped: 'not verified in time' };
    if (isNamed(mutant, failed)) return [];
    const what = failed.length === 0 ? 'not detected' : `only detected by ${failed.slice(0, 3).join(', ')}`;
    return [`${mutant.id}: ${what}${stopped ? ` (${stopped})` : ''}. ${mutant.sentence}`];
  });
}
