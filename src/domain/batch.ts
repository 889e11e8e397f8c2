import type { Problem, ProblemData } from './problem.ts';
import type { UpsertCommand, UpsertDecision } from './upsert.ts';

/** One item of a batch: an upsert, or the Problem of an invalid item, as data that may come from another thread. */
export type BatchItem =
  | { readonly externalId: string; readonly command: UpsertCommand }
  | { readonly externalId: string; readonly refusal: ProblemData };

export interface BatchCommand {
  /** In the order in which they are applied; each sees the changes of the earlier ones. */
  readonly items: readonly BatchItem[];
  /** Whether one failed item rolls back all others. */
  readonly atomic: boolean;
  /** Whether the batch is rolled back in any case. */
  readonly dryRun: boolean;
}

/** The result of one item. */
export type BatchResult = UpsertDecision | { readonly outcome: 'failed'; readonly refusal: Problem };

/** Whether the changes of the batch are rolled back: it is a dry run, or it is atomic and an item failed. */
export function isRolledBack({ atomic, dryRun }: BatchCommand, results: readonly BatchResult[]): boolean {
  return dryRun || (atomic && results.some(({ outcome }) => outcome === 'failed'));
}
