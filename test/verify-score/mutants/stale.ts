import { chapter } from '../mutant.ts';

const UPSERT = 'domain/upsert.ts';
const BATCH = 'http/handlers/batch.ts';
const RENDER = 'writes/render-customer.ts';
const INSTANT = 'domain/instant.ts';

export const STALE_MUTANTS = chapter('stale', {
  never: [
    'An update with an older time writes nothing.',
    /stale/,
    [UPSERT, 'isBefore(incoming, stored)', 'false'],
  ],
  'equal-is-stale': [
    'An update with an equal time is applied.',
    /stale/,
    [UPSERT, 'isBefore(incoming, stored)', '!isBefore(stored, incoming)'],
  ],
  'in-batch-never': [
    'The stale rule applies to the items of a batch.',
    /batch|stale|writes/,
    [
      BATCH,
      '{ source, externalId: external_id }, body)',
      '{ source, externalId: external_id }, { ...body, external_updated_at: null })',
    ],
  ],
  'local-times': [
    'Times are compared as instants.',
    /stale/,
    [INSTANT, 'local - offsetMinutes(offset) * 60_000', 'local'],
  ],
  'milliseconds-only': [
    'Times are compared with microseconds.',
    /stale/,
    [INSTANT, 'fraction.slice(0, 9)', 'fraction.slice(0, 3)'],
  ],
  'seconds-only': [
    'Times are compared with milliseconds.',
    /stale/,
    [INSTANT, 'fraction.slice(0, 9)', 'fraction.slice(0, 0)'],
  ],
  'microseconds-only': [
    'Times are compared with nanoseconds.',
    /stale/,
    [INSTANT, 'fraction.slice(0, 9)', 'fraction.slice(0, 6)'],
  ],
  'nanoseconds-as-text': [
    'A time with nanoseconds is compared with one without.',
    /stale/,
    [INSTANT, 'return a.slice(0, -1) < b.slice(0, -1);', 'return a < b;'],
  ],
  'nanoseconds-not-shown': [
    'A time with nanoseconds is returned with them.',
    /stale/,
    [
      INSTANT,
      "return instant.endsWith('000Z') ? `${instant.slice(0, 23)}Z` : instant;",
      "return instant.endsWith('000Z') ? `${instant.slice(0, 23)}Z` : `${instant.slice(0, 26)}Z`;",
    ],
  ],
  'per-customer': [
    'Each reference has its own time.',
    /stale|reference/,
    [
      UPSERT,
      'const stored = held?.externalUpdatedAt;',
      'const stored = current.references.map((one) => one.externalUpdatedAt).sort().at(-1);',
    ],
    [UPSERT, 'reference === held ?', 'reference.source === held?.source ?'],
  ],
  'newer-alone-lost': [
    'A newer time is stored even if nothing else changes.',
    /stale|times|writes|identity/,
    [UPSERT, 'if (fields === current.fields && !newerTime)', 'if (fields === current.fields)'],
  ],
  'newer-alone-moves-time': [
    'A newer time alone does not change updatedAt.',
    /stale|times|writes|identity/,
    [UPSERT, 'fields === current.fields ? current.updatedAt : command.now', 'command.now'],
  ],
  'newer-alone-is-updated': [
    'A newer time alone is the outcome unchanged.',
    /stale|times|writes|identity|outcome/,
    [UPSERT, "outcome: fields === current.fields ? 'unchanged' : 'updated'", "outcome: 'updated'"],
  ],
  'newer-not-stored': [
    'A newer time is stored.',
    /stale/,
    [UPSERT, '{ ...reference, externalUpdatedAt: incoming }', 'reference'],
  ],
  'untimed-clears': [
    'An update without a time keeps the stored one.',
    /stale/,
    [
      UPSERT,
      'const newerTime = incoming !== undefined && incoming !== stored;',
      'const newerTime = incoming !== stored;',
    ],
    [
      UPSERT,
      '{ ...reference, externalUpdatedAt: incoming }',
      '{ ...reference, externalUpdatedAt: incoming as Instant }',
    ],
  ],
  'untimed-ignored': [
    'An update without a time is applied.',
    /stale/,
    [
      UPSERT,
      'if (stored && incoming && isBefore(incoming, stored)) return',
      'if (stored && !incoming) return { outcome: "stale", stored, incoming: stored };\n  if (stored && incoming && isBefore(incoming, stored)) return',
    ],
  ],
  'untimed-silent': [
    'An update without a time has a warning.',
    /stale|warn/,
    [UPSERT, 'return stored\n      ?', 'return false\n      ?'],
    [UPSERT, 'showInstant(stored)}', 'stored}'],
  ],
  'future-silent': [
    'A time more than five minutes ahead has a warning.',
    /stale|warn/,
    [UPSERT, 'now + TOLERATED_SKEW_MS', 'Infinity'],
  ],
  'future-refused': [
    'A time in the future is applied.',
    /stale/,
    [
      UPSERT,
      'return instantToMillis(externalUpdatedAt) > now + TOLERATED_SKEW_MS',
      'if (instantToMillis(externalUpdatedAt) > now + TOLERATED_SKEW_MS) throw emailConflict({ customer_id: "x" });\n  return false',
    ],
  ],
  'little-ahead-warned': [
    'A time up to five minutes ahead has no warning.',
    /stale|warn/,
    [UPSERT, 'const TOLERATED_SKEW_MS = 5 * 60 * 1000', 'const TOLERATED_SKEW_MS = 60 * 1000'],
  ],
  'hour-ahead-silent': [
    'A time more than five minutes ahead has a warning.',
    /stale|warn/,
    [UPSERT, 'const TOLERATED_SKEW_MS = 5 * 60 * 1000', 'const TOLERATED_SKEW_MS = 60 * 60 * 1000'],
  ],
  'times-swapped': [
    'A stale response has the stored and the incoming time.',
    /stale/,
    [
      RENDER,
      'stored_timestamp: showInstant(decision.stored),\n        incoming_timestamp: showInstant(decision.incoming)',
      'stored_timestamp: showInstant(decision.incoming),\n        incoming_timestamp: showInstant(decision.stored)',
    ],
  ],
  'stale-is-409': [
    'A stale update is a 200.',
    /stale/,
    [
      RENDER,
      "  if (decision.outcome === 'stale') {\n    return {\n      status: 200,",
      "  if (decision.outcome === 'stale') {\n    return {\n      status: 409 as 200,",
    ],
  ],
  'null-time-refused': [
    'external_updated_at can be null, as if it were left out.',
    /stale|keeps|values/,
    [
      'http/handlers/external-customers.ts',
      '...(external_updated_at && {',
      '...(external_updated_at !== undefined && {',
    ],
    [
      'http/handlers/external-customers.ts',
      "readTime('external_updated_at', external_updated_at)",
      "readTime('external_updated_at', external_updated_at ?? '')",
    ],
  ],
});
