import type { Mutant } from '../mutant.ts';
import { BATCH_MUTANTS } from './batch.ts';
import { ERROR_MUTANTS } from './errors.ts';
import { EVENT_MUTANTS } from './events.ts';
import { IDEMPOTENCY_MUTANTS } from './idempotency.ts';
import { CONDITION_MUTANTS, LINK_MUTANTS } from './link.ts';
import { LIST_MUTANTS } from './lists.ts';
import { ORDER_MUTANTS } from './order.ts';
import { SHAPE_MUTANTS } from './shapes.ts';
import { STALE_MUTANTS, UPSERT_MUTANTS } from './upsert.ts';
import { VALUE_MUTANTS } from './values.ts';

/** The mutants in the order of the contract. */
export const MUTANTS: readonly Mutant[] = [
  ...ORDER_MUTANTS,
  ...SHAPE_MUTANTS,
  ...VALUE_MUTANTS,
  ...UPSERT_MUTANTS,
  ...STALE_MUTANTS,
  ...LINK_MUTANTS,
  ...CONDITION_MUTANTS,
  ...BATCH_MUTANTS,
  ...ERROR_MUTANTS,
  ...IDEMPOTENCY_MUTANTS,
  ...LIST_MUTANTS,
  ...EVENT_MUTANTS,
];

/** The server as it is, which must pass: a rule that it breaks would detect each mutant. */
export const UNCHANGED: Mutant = { id: 'unchanged', sentence: 'No rule fails.', family: /./, edits: [] };
