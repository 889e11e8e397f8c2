import { Problem } from '../domain/problem.ts';

/** A refusal as a value, because it may have to be kept in the transaction that it would else end. */
export function resultOrProblem<Outcome>(run: () => Outcome): Outcome | Problem {
  try {
    return run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
