import { MUTANTS, UNCHANGED } from './mutants/all-mutants.ts';
import { installMutations } from './mutated-modules.ts';
import { verifyMutant } from './verify-mutant.ts';

installMutations();

/** Verifies the mutants whose ids are its arguments, and sends each result to its parent process. */
for (const id of process.argv.slice(2)) {
  const mutant = MUTANTS.find((one) => one.id === id);
  const result = await verifyMutant(mutant ?? UNCHANGED);
  process.send?.(result);
}
process.disconnect?.();
