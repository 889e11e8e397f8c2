import type { Rule } from '../rule.ts';
import { BATCH } from './batch.ts';
import { CONDITIONS } from './conditions.ts';
import { ENVELOPE } from './envelope.ts';
import { EVENTS } from './events.ts';
import { IDEMPOTENCY } from './idempotency.ts';
import { ISOLATION } from './isolation.ts';
import { KEYS } from './keys.ts';
import { LINK } from './link.ts';
import { MERGE } from './merge.ts';
import { ORDER_OF_JUDGEMENT } from './order-of-judgement.ts';
import { PAGING } from './paging.ts';
import { PLAIN_WRITES } from './plain-writes.ts';
import { SEARCH } from './search.ts';
import { STALE } from './stale.ts';
import { SYNC_STATE } from './sync-state.ts';
import { UPSERT } from './upsert.ts';

/** The rules about the behaviour of a server, in the order of the contract. */
export const BEHAVIOUR_RULES: readonly Rule[] = [
  ...ENVELOPE,
  ...KEYS,
  ...ORDER_OF_JUDGEMENT,
  ...UPSERT,
  ...MERGE,
  ...STALE,
  ...LINK,
  ...PLAIN_WRITES,
  ...BATCH,
  ...IDEMPOTENCY,
  ...CONDITIONS,
  ...PAGING,
  ...SEARCH,
  ...EVENTS,
  ...SYNC_STATE,
  ...ISOLATION,
];
