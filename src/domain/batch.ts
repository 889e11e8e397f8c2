import type { Problem } from './problem.ts';
import type { UpsertCommand, UpsertDecision } from './upsert.ts';

/** One item of a batch: an upsert, or the reason why it cannot even be tried. */
export type BatchItem =
  | { readonly externalId: string; readonly command: UpsertCommand }
  | { readonly externalId: string; readonly refusal: Problem };

export interface BatchCommand {
  /** In the order in which they are applied; each sees what the earlier ones did. */
  readonly items: readonly BatchItem[];
  /** All or nothing. */
  readonly atomic: boolean;
  /** Only find out what would become of it. */
  readonly dryRun: boolean;
}

/** What became of one item. */
export type BatchResult = UpsertDecision | { readonly outcome: 'failed'; readonly refusal: Problem };

/** Whether nothing of the batch may stay: it was only tried, or it was all or nothing and an item failed. */
export function isRolledBack({ atomic, dryRun }: BatchCommand, results: readonly BatchResult[]): boolean {
  return dryRun || (atomic && results.some(({ outcome }) => outcome === 'failed'));
}
