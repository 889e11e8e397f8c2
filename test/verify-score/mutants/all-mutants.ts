import type { Mutant } from '../mutant.ts';
import { BATCH_MUTANTS } from './batch.ts';
import { BATCH_WRITE_MUTANTS } from './batch-writes.ts';
import { CONDITION_MUTANTS } from './conditions.ts';
import { CURSOR_MUTANTS } from './cursors.ts';
import { ERROR_MUTANTS } from './errors.ts';
import { EVENT_LIST_MUTANTS } from './event-lists.ts';
import { EVENT_MUTANTS } from './events.ts';
import { IDEMPOTENCY_MUTANTS } from './idempotency.ts';
import { KEY_MUTANTS } from './keys.ts';
import { LIMIT_MUTANTS } from './limits.ts';
import { LINK_MUTANTS } from './link.ts';
import { LIST_MUTANTS } from './lists.ts';
import { ORDER_MUTANTS } from './order.ts';
import { REFERENCE_MUTANTS } from './references.ts';
import { SEARCH_MUTANTS } from './searches.ts';
import { SHAPE_MUTANTS } from './shapes.ts';
import { STALE_MUTANTS } from './stale.ts';
import { SYNC_STATE_MUTANTS } from './sync-states.ts';
import { UNCHANGED_MUTANTS } from './unchanged.ts';
import { UPSERT_MUTANTS } from './upsert.ts';
import { VALUE_MUTANTS } from './values.ts';

/** The mutants in the order of the contract. */
export const MUTANTS: readonly Mutant[] = [
  ...ORDER_MUTANTS,
  ...SHAPE_MUTANTS,
  ...REFERENCE_MUTANTS,
  ...VALUE_MUTANTS,
  ...LIMIT_MUTANTS,
  ...UPSERT_MUTANTS,
  ...UNCHANGED_MUTANTS,
  ...STALE_MUTANTS,
  ...LINK_MUTANTS,
  ...CONDITION_MUTANTS,
  ...BATCH_MUTANTS,
  ...BATCH_WRITE_MUTANTS,
  ...ERROR_MUTANTS,
  ...KEY_MUTANTS,
  ...IDEMPOTENCY_MUTANTS,
  ...LIST_MUTANTS,
  ...CURSOR_MUTANTS,
  ...SEARCH_MUTANTS,
  ...EVENT_LIST_MUTANTS,
  ...EVENT_MUTANTS,
  ...SYNC_STATE_MUTANTS,
];

/** The unchanged server, which must pass: a rule that it breaks would detect each mutant. */
export const UNCHANGED: Mutant = { id: 'unchanged', sentence: 'No rule fails.', family: /./, edits: [] };
