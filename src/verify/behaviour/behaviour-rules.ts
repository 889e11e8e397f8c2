import type { Rule } from '../rule.ts';
import { BATCH } from './batch.ts';
import { BATCH_ITEMS } from './batch-items.ts';
import { CONDITIONS } from './conditions.ts';
import { MORE_CONDITIONS } from './conditions-more.ts';
import { CURSOR } from './cursor.ts';
import { EMAILS } from './emails.ts';
import { ENVELOPE } from './envelope.ts';
import { EVENT_CONTENTS } from './event-contents.ts';
import { EVENT_FILTERS } from './event-filters.ts';
import { EVENTS } from './events.ts';
import { FILTERS } from './filters.ts';
import { IDEMPOTENCY } from './idempotency.ts';
import { IDEMPOTENCY_SCOPE } from './idempotency-scope.ts';
import { IDENTITY } from './identity.ts';
import { ISOLATION } from './isolation.ts';
import { KEYS } from './keys.ts';
import { LINK } from './link.ts';
import { MERGE } from './merge.ts';
import { OBJECT_LIMITS } from './object-limits.ts';
import { ORDER_OF_JUDGEMENT } from './order-of-judgement.ts';
import { PAGING } from './paging.ts';
import { PLAIN_WRITES } from './plain-writes.ts';
import { REQUESTS } from './requests.ts';
import { SEARCH } from './search.ts';
import { SEARCHING } from './searching.ts';
import { STALE } from './stale.ts';
import { SYNC_STATE } from './sync-state.ts';
import { TIMED } from './timed.ts';
import { UNUSUAL_VALUES } from './unusual-values.ts';
import { UPSERT } from './upsert.ts';
import { WRITES } from './writes.ts';

/** The rules about the behaviour of a server, in the order of the contract. */
export const BEHAVIOUR_RULES: readonly Rule[] = [
  ...ENVELOPE,
  ...KEYS,
  ...ORDER_OF_JUDGEMENT,
  ...UPSERT,
  ...IDENTITY,
  ...REQUESTS,
  ...MERGE,
  ...WRITES,
  ...UNUSUAL_VALUES,
  ...OBJECT_LIMITS,
  ...STALE,
  ...TIMED,
  ...LINK,
  ...EMAILS,
  ...PLAIN_WRITES,
  ...BATCH,
  ...BATCH_ITEMS,
  ...IDEMPOTENCY,
  ...IDEMPOTENCY_SCOPE,
  ...CONDITIONS,
  ...MORE_CONDITIONS,
  ...PAGING,
  ...CURSOR,
  ...SEARCH,
  ...SEARCHING,
  ...FILTERS,
  ...EVENTS,
  ...EVENT_FILTERS,
  ...EVENT_CONTENTS,
  ...SYNC_STATE,
  ...ISOLATION,
];
