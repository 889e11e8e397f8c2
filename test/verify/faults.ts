import type { Keys } from '../../src/verify/keys.ts';
import { body, dropHeader, dropQuery, header, isEvents, sentBody, status } from './fault-kinds.ts';
import type { Fault } from './faulty-server.ts';

/** A fault, the rules that are run, and those that it breaks; default: all of them. */
export interface SeededFault {
  readonly of: string;
  readonly fault: Fault | ((keys: Required<Keys>) => Fault);
  /** Rules or subjects, below `behaviour.` or beginning with `shape.`. */
  readonly run: readonly string[];
  readonly breaks?: readonly string[];
}

/** Replaces the key of another role by the main key. */
function takes(role: Exclude<keyof Keys, 'main'>): SeededFault['fault'] {
  return (keys) => ({
    hears: ({ headers }) => {
      if (headers['x-api-key'] === keys[role]) headers['x-api-key'] = keys.main;
    },
  });
}

const OTHER_ID = '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10';

export const FAULTS: readonly SeededFault[] = [
  // Envelope, and keys.
  {
    of: 'leaves out X-Request-Id',
    fault: header('x-request-id', () => undefined),
    run: ['envelope.request-id'],
  },
  {
    of: 'replaces a well-formed X-Request-Id',
    fault: header('x-request-id', () => 'req_other'),
    run: ['envelope'],
    breaks: ['envelope.request-id'],
  },
  {
    of: 'omits RevKeen-Version',
    fault: header('revkeen-version', () => undefined),
    run: ['envelope.version'],
  },
  {
    of: 'refuses without WWW-Authenticate',
    fault: header('www-authenticate', () => undefined),
    run: ['keys'],
    breaks: [
      'keys.missing',
      'keys.malformed',
      'keys.unknown',
      'keys.bearer-refused',
      'keys.refused',
      'keys.conflicting',
      'keys.revoked',
    ],
  },
  {
    of: 'reports an unknown key as malformed',
    fault: body(
      ({ error }) => {
        if (error.details.reason === 'unknown_key') error.details.reason = 'malformed_key';
      },
      (passed) => passed.status === 401,
    ),
    run: ['keys'],
    breaks: ['keys.unknown'],
  },
  {
    of: 'ignores Authorization',
    fault: { hears: ({ headers }) => void delete headers.authorization },
    run: ['keys'],
    breaks: ['keys.bearer', 'keys.conflicting'],
  },
  {
    of: 'uses x-api-key where Authorization has another key',
    fault: {
      hears: ({ headers }) => {
        if (headers['x-api-key'] !== undefined) delete headers.authorization;
      },
    },
    run: ['keys'],
    breaks: ['keys.conflicting'],
  },
  { of: 'lets a revoked key in', fault: takes('revoked'), run: ['keys'], breaks: ['keys.revoked'] },
  {
    of: 'accepts a write with a read-only key',
    fault: takes('readonly'),
    run: ['keys', 'order.scope'],
    breaks: ['keys.readonly', 'order.scope'],
  },

  // The order of the checks.
  {
    of: 'checks the key before the version',
    fault: dropHeader('revkeen-version', ({ headers }) => headers['x-api-key'] === undefined),
    run: ['order.version', 'order.authentication', 'order.route'],
    breaks: ['order.version'],
  },
  {
    of: 'leaves out Allow',
    fault: header('allow', () => undefined),
    run: ['order.route', 'order.method', 'order.slash'],
    breaks: ['order.method'],
  },
  {
    of: 'reads the JSON before the content type',
    fault: body(
      (json, passed) => {
        passed.status = 400;
        json.error.code = 'invalid_request';
        json.error.details = { reason: 'malformed_json' };
      },
      (passed) => passed.status === 415,
    ),
    run: ['order.acceptable', 'order.type', 'order.json'],
    breaks: ['order.type'],
  },
  {
    of: 'validates before it looks an Idempotency-Key up',
    fault: dropHeader('idempotency-key', (passing) => passing.body.includes('"name":7')),
    run: ['order.json', 'order.idempotency', 'order.validation'],
    breaks: ['order.idempotency'],
  },
  {
    of: 'applies the stale rule before the conditions',
    fault: dropHeader('if-match', (passing) => passing.body.includes('external_updated_at')),
    run: ['order.validation', 'order.conditions', 'order.stale'],
    breaks: ['order.conditions'],
  },
  {
    of: 'responds with 400 to a body that is too large',
    fault: status(413, 400),
    run: ['order.size', 'order.type'],
    breaks: ['order.size'],
  },

  // Upsert.
  { of: 'responds with 200 to a creation', fault: status(201, 200), run: ['upsert.created'] },
  { of: 'omits Location', fault: header('location', () => undefined), run: ['upsert.location'] },
  {
    of: 'sends the Location of another customer',
    fault: header('location', () => `/v2/customers/${OTHER_ID}`),
    run: ['upsert', 'plain'],
    breaks: ['upsert.location', 'plain.create'],
  },
  {
    of: 'sends created: true for a known customer',
    fault: body(
      (json) => {
        if ('created' in json) json.created = true;
      },
      (passed) => passed.status === 200,
    ),
    run: ['upsert.created', 'upsert.updated'],
    breaks: ['upsert.updated'],
  },
  {
    of: 'reports each update as unchanged',
    fault: header('upsert-outcome', (outcome) => (outcome === 'updated' ? 'unchanged' : outcome)),
    run: ['upsert'],
    breaks: ['upsert.updated'],
  },
  {
    of: 'adds a field that the spec does not declare',
    fault: body((json) => {
      if (json.data?.email) json.data.nickname = 'Al';
    }),
    run: ['upsert.created'],
  },
  {
    of: 'changes updatedAt when nothing changes',
    fault: body(
      ({ data }) => {
        data.updatedAt = '2030-01-01T00:00:00.000Z';
      },
      ({ headers }) => headers['upsert-outcome'] === 'unchanged',
    ),
    run: ['upsert', 'stale'],
    breaks: ['upsert.unchanged', 'stale.newer-alone'],
  },
  {
    of: 'ignores the case of external ids',
    fault: {
      hears: ({ url }) => {
        if (url.pathname.includes('/external/')) url.pathname = url.pathname.replaceAll('-A', '-a');
      },
    },
    run: ['upsert'],
    breaks: ['upsert.external-id'],
  },

  // Merge.
  {
    of: 'sends null for a field without a value',
    fault: body((json) => {
      if (json.data?.email) json.data.phone ??= null;
    }),
    run: ['merge.null'],
  },
  {
    of: 'overlooks null',
    fault: sentBody((json) => {
      for (const [name, value] of Object.entries(json)) if (value === null) delete json[name];
    }),
    run: ['merge', 'plain'],
    breaks: ['merge.null', 'plain.patch'],
  },
  {
    of: 'clears what is left out',
    fault: sentBody((json) => {
      if (json.email) json.phone ??= null;
    }),
    run: ['merge', 'link'],
    breaks: ['merge.omitted', 'link.linked'],
  },
  {
    of: 'replaces metadata instead of merging it',
    fault: body((json) => {
      if (json.data?.metadata?.add) delete json.data.metadata.keep;
    }),
    run: ['merge'],
    breaks: ['merge.metadata'],
  },
  {
    of: 'does not warn',
    fault: body((json) => {
      delete json.warnings;
    }),
    run: ['merge', 'stale', 'link', 'plain'],
    breaks: [
      'merge.unknown-field',
      'stale.untimed',
      'stale.future',
      'link.warned',
      'plain.patch-unknown-field',
    ],
  },
  {
    of: 'returns a country in the case in which it was sent',
    fault: body((json) => {
      if (json.data?.country) json.data.country = json.data.country.toLowerCase();
    }),
    run: ['merge'],
    breaks: ['merge.country'],
  },

  // Stale.
  {
    of: 'applies stale updates',
    fault: sentBody((json) => {
      if (json.name === 'Older') delete json.external_updated_at;
    }),
    run: ['stale'],
    breaks: ['stale.older', 'stale.instants'],
  },
  {
    of: 'reports a stale update as updated',
    fault: header('upsert-outcome', (outcome) => (outcome === 'stale' ? 'updated' : outcome)),
    run: ['stale'],
    breaks: ['stale.older'],
  },
  {
    of: 'ignores an equal time',
    fault: sentBody((json) => {
      if (json.name === 'Equal') json.external_updated_at = '2020-01-01T00:00:00Z';
    }),
    run: ['stale'],
    breaks: ['stale.equal'],
  },
  {
    of: 'omits stored_timestamp',
    fault: body((json) => {
      delete json.stored_timestamp;
    }),
    run: ['stale.older'],
  },

  // Link and conflict, POST and PATCH.
  {
    of: 'names another customer in a conflict',
    fault: body(
      ({ error }) => {
        if (error.details?.customer_id) error.details.customer_id = OTHER_ID;
      },
      (passed) => passed.status === 409,
    ),
    run: ['link', 'plain'],
    breaks: ['link.conflict', 'plain.taken-email', 'plain.patch-email'],
  },
  {
    of: 'calls a link created',
    fault: header('upsert-outcome', (outcome) => (outcome === 'linked' ? 'updated' : outcome)),
    run: ['link'],
    breaks: ['link.linked', 'link.plain-customer'],
  },
  {
    of: 'sends different values for the two spellings of a name',
    fault: body((json) => {
      if (json.data?.company_name) json.data.company_name = 'Another';
    }),
    run: ['plain'],
    breaks: ['plain.twins'],
  },

  // Batch.
  {
    of: 'counts unchanged as skipped',
    fault: body((json) => {
      const unchanged = json.results?.filter(
        ({ outcome }: { outcome: string }) => outcome === 'unchanged',
      ).length;
      if (unchanged === undefined) return;
      json.updated -= unchanged;
      json.skipped += unchanged;
    }),
    run: ['batch'],
    breaks: ['batch.counters', 'batch.duplicate'],
  },
  {
    of: 'sends the results in another order',
    fault: body((json) => {
      json.results?.reverse();
    }),
    run: ['batch.results'],
  },
  {
    of: 'sends an object in failed[].error',
    fault: body((json) => {
      for (const failure of json.failed ?? []) failure.error = { message: failure.error };
    }),
    run: ['batch.fails-alone'],
  },
  {
    of: 'writes in a dry run',
    fault: dropQuery('dry_run'),
    run: ['batch', 'events'],
    breaks: ['batch.dry-run', 'batch.dry-run-key', 'events.none'],
  },
  {
    of: 'applies half of an atomic batch',
    fault: dropQuery('atomic'),
    run: ['batch'],
    breaks: ['batch.atomic'],
  },

  // Idempotency.
  {
    of: 'replays other bytes',
    fault: {
      says: (passed) => {
        if (passed.headers['idempotency-replayed']) passed.body += ' ';
      },
    },
    run: ['idempotency.replay', 'idempotency.replay-patch'],
  },
  {
    of: 'does not mark a replay',
    fault: header('idempotency-replayed', () => undefined),
    run: ['idempotency.replay', 'idempotency.kept-refusal'],
  },
  {
    of: 'forgets Idempotency-Keys',
    fault: dropHeader('idempotency-key'),
    run: ['idempotency.replay', 'idempotency.replay-post', 'idempotency.conflict', 'idempotency.scope'],
    breaks: ['idempotency.replay', 'idempotency.replay-post', 'idempotency.conflict'],
  },
  {
    of: 'keeps no refusals',
    fault: {
      says: (passed) => {
        if (passed.status >= 400) delete passed.headers['idempotency-replayed'];
      },
    },
    run: ['idempotency'],
    breaks: ['idempotency.kept-refusal'],
  },
  {
    of: 'ignores conditions when it compares requests',
    fault: dropHeader('if-match', ({ headers }) => headers['idempotency-key'] !== undefined),
    run: ['idempotency.conditions', 'idempotency.replay'],
    breaks: ['idempotency.conditions'],
  },

  // Conditions.
  { of: 'sends weak ETags', fault: header('etag', (tag) => `W/${tag}`), run: ['conditions.etag'] },
  {
    of: 'sends an ETag that never changes',
    fault: header('etag', () => '"1"'),
    run: ['conditions.etag', 'conditions.etag-changes'],
    breaks: ['conditions.etag-changes'],
  },
  {
    of: 'overlooks If-Match',
    fault: dropHeader('if-match'),
    run: ['conditions'],
    breaks: ['conditions.if-match', 'conditions.weak', 'conditions.misplaced'],
  },
  {
    of: 'overlooks If-None-Match',
    fault: dropHeader('if-none-match'),
    run: ['conditions'],
    breaks: ['conditions.not-modified', 'conditions.only-create', 'conditions.other-tags'],
  },

  // Paging and search.
  {
    of: 'counts one too many',
    fault: body((json) => {
      if (json.pagination) json.pagination.total += 1;
    }),
    run: ['paging'],
    breaks: ['paging.newest', 'paging.total', 'paging.after-filter'],
  },
  {
    of: 'never has more customers',
    fault: body((json) => {
      if (json.pagination) json.pagination.hasMore = false;
    }),
    run: ['paging'],
    breaks: ['paging.has-more', 'paging.walk', 'paging.after', 'paging.after-filter'],
  },
  {
    of: 'always has more events',
    fault: body((json) => {
      json.has_more = true;
    }, isEvents),
    run: ['paging'],
    breaks: ['paging.starting-after', 'paging.ending-before'],
  },
  {
    of: 'lists the oldest first',
    fault: body((json) => {
      if (json.pagination) json.data.reverse();
    }),
    run: ['paging'],
    breaks: ['paging.newest', 'paging.walk', 'paging.after-walk', 'paging.after-filter'],
  },
  {
    of: 'overlooks offset',
    fault: dropQuery('offset'),
    run: ['paging'],
    breaks: ['paging.newest', 'paging.has-more', 'paging.total', 'paging.walk', 'paging.after'],
  },
  {
    of: 'overlooks after',
    fault: dropQuery('after'),
    run: ['paging'],
    breaks: ['paging.after', 'paging.after-walk', 'paging.after-filter'],
  },
  {
    of: 'overlooks ending_before',
    fault: dropQuery('ending_before'),
    run: ['paging'],
    breaks: ['paging.ending-before', 'paging.cursors'],
  },
  {
    of: 'searches with case',
    fault: {
      hears: ({ url }) => {
        const search = url.searchParams.get('search') ?? '';
        if (/[A-Z]/.test(search)) url.searchParams.set('search', 'no-such-customer');
      },
    },
    run: ['search'],
    breaks: ['search.substring'],
  },
  {
    of: 'overlooks updated_since',
    fault: dropQuery('updated_since'),
    run: ['search'],
    breaks: ['search.updated-since'],
  },

  // Events.
  {
    of: 'leaves a gap in the sequence',
    fault: body((json) => {
      if (json.data[0]) json.data[0].sequence += 1;
    }, isEvents),
    run: ['events.sequence', 'events.created'],
    breaks: ['events.sequence'],
  },
  {
    of: 'omits the changes of an update',
    fault: body((json) => {
      for (const { data } of json.data) delete data.previous_attributes;
    }, isEvents),
    run: ['events'],
    breaks: ['events.updated', 'events.get'],
  },
  {
    of: 'omits the request of a change',
    fault: body((json) => {
      for (const event of json.data) event.request = { id: null, idempotency_key: null };
    }, isEvents),
    run: ['events.created', 'events.none'],
    breaks: ['events.created'],
  },
  {
    of: 'writes an event where nothing changed',
    fault: body((json) => {
      if (json.data.length === 1) json.data.unshift({ ...json.data[0], type: 'customer.updated' });
    }, isEvents),
    run: ['events.none'],
  },

  // Sync state.
  {
    of: 'calls a sync state that exists new',
    fault: body(
      (json) => {
        if ('created' in json) json.created = true;
      },
      (_passed, { url }) => url.pathname.includes('/sync-state/'),
    ),
    run: ['sync-state'],
    breaks: ['sync-state.merge', 'sync-state.source'],
  },
  {
    of: 'omits the rows of the list',
    fault: body(
      (json) => {
        if (Array.isArray(json.data)) json.data = [];
      },
      (_passed, { url }) => url.pathname.includes('/sync-state/'),
    ),
    run: ['sync-state'],
    breaks: ['sync-state.created', 'sync-state.types', 'sync-state.source', 'sync-state.replay'],
  },
  {
    of: 'ignores the merchant in the path of a sync state',
    fault: {
      says: (passed) => {
        if (!passed.body.includes('merchant_mismatch')) return;
        passed.status = 200;
        passed.body = '{"data":[]}';
      },
    },
    run: ['sync-state'],
    breaks: ['sync-state.merchant'],
  },

  // Isolation.
  {
    of: 'shows the customers of one merchant to another',
    fault: takes('otherMerchant'),
    run: ['isolation.merchant'],
  },
  {
    of: 'mixes sandbox and live',
    fault: takes('otherMode'),
    run: ['isolation.mode'],
  },
  {
    of: 'reports each event as a live one',
    fault: body((json) => {
      for (const event of json.data) event.livemode = true;
    }, isEvents),
    run: ['isolation.mode'],
    breaks: ['isolation.mode.livemode'],
  },

  // Shape.
  {
    of: 'accepts a name of a wrong type',
    fault: sentBody((json) => {
      if (json.name !== undefined && json.name !== null) json.name = String(json.name);
    }),
    run: ['shape.updateCustomer.refuses.body-name'],
    breaks: ['shape.updateCustomer.refuses.body-name.type'],
  },
  {
    of: 'responds to an unknown path in HTML',
    fault: {
      says: (passed) => {
        if (passed.status !== 404) return;
        passed.headers['content-type'] = 'text/html';
        passed.body = '<h1>Not found</h1>';
      },
    },
    run: ['shape.paths.unknown'],
  },
  {
    of: 'ignores unknown query parameters',
    fault: dropQuery('nonsense'),
    run: ['shape.listEvents.refuses.unknown-query'],
  },
  {
    of: 'accepts requests without a key',
    fault: (keys) => ({
      hears: ({ headers }) => {
        headers['x-api-key'] ??= keys.main;
      },
    }),
    run: ['shape.getEvent.refuses.no-key', 'shape.getEvent.refuses.unknown-key'],
    breaks: ['shape.getEvent.refuses.no-key'],
  },
];
