import type { Rule } from '../rule.ts';
import { BATCH } from './batch/batch.ts';
import { BATCH_ITEMS } from './batch/batch-items.ts';
import { EVENT_CONTENTS } from './events/event-contents.ts';
import { EVENT_FILTERS } from './events/event-filters.ts';
import { EVENTS } from './events/events.ts';
import { IDEMPOTENCY } from './idempotency/idempotency.ts';
import { IDEMPOTENCY_SCOPE } from './idempotency/idempotency-scope.ts';
import { CURSOR } from './lists/cursor.ts';
import { FILTERS } from './lists/filters.ts';
import { PAGING } from './lists/paging.ts';
import { SEARCH } from './lists/search.ts';
import { SEARCHING } from './lists/searching.ts';
import { ENVELOPE } from './requests/envelope.ts';
import { ISOLATION } from './requests/isolation.ts';
import { KEYS } from './requests/keys.ts';
import { ORDER_OF_JUDGEMENT } from './requests/order-of-judgement.ts';
import { REQUESTS } from './requests/requests.ts';
import { SYNC_STATE } from './sync-state.ts';
import { CONDITIONS } from './writes/conditions.ts';
import { MORE_CONDITIONS } from './writes/conditions-more.ts';
import { EMAILS } from './writes/emails.ts';
import { IDENTITY } from './writes/identity.ts';
import { LINK } from './writes/link.ts';
import { MERGE } from './writes/merge.ts';
import { OBJECT_LIMITS } from './writes/object-limits.ts';
import { PLAIN_WRITES } from './writes/plain-writes.ts';
import { STALE } from './writes/stale.ts';
import { TIMED } from './writes/timed.ts';
import { UNUSUAL_VALUES } from './writes/unusual-values.ts';
import { UPSERT } from './writes/upsert.ts';
import { WRITES } from './writes/writes.ts';

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
