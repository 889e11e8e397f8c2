import { judgeMutant } from './judge-mutant.ts';
import { MUTANTS, UNCHANGED } from './mutants/all-mutants.ts';
import { installMutations } from './mutated-modules.ts';

installMutations();

/** Verifies the mutants whose ids are its arguments, and sends each result to its parent process. */
for (const id of process.argv.slice(2)) {
  const mutant = MUTANTS.find((one) => one.id === id);
  const judgement = await judgeMutant(mutant ?? UNCHANGED);
  process.send?.(judgement);
}
process.disconnect?.();
