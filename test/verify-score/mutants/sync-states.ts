import { chapter } from '../mutant.ts';

const WRITE = 'domain/write-sync-state.ts';
const HANDLER = 'http/handlers/sync-states.ts';
const VIEW = 'writes/sync-state-view.ts';
const RULES = /sync-state|SyncState/;

export const SYNC_STATE_MUTANTS = chapter('sync-states', {
  'always-created': [
    'created is false for a known row.',
    RULES,
    [VIEW, 'created: isNew', 'created: isNew || true'],
  ],
  replaced: [
    'A later write changes only the fields that it contains.',
    RULES,
    [WRITE, 'mergeFields(before?.fields ?? {}, patch)', 'mergeFields({}, patch)'],
  ],
  'null-ignored': [
    'null clears a field.',
    RULES,
    [
      WRITE,
      'Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null)',
      'Object.entries({ ...before, ...Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null)) })',
    ],
  ],
  'null-shown': [
    'A field without a value is left out.',
    RULES,
    [WRITE, '.filter(([, value]) => value !== null)', ''],
  ],
  'one-type': [
    'Each resource type of a source has a row of its own.',
    RULES,
    [WRITE, 'ofSource.find((state) => state.resourceType === resourceType)', 'ofSource[0]'],
  ],
  'new-id': ['A later write keeps the id of the row.', RULES, [WRITE, 'id: before?.id ?? id', 'id']],
  'all-sources': [
    'The list of a source contains its rows only.',
    RULES,
    [
      'storage/sqlite/sync-state-table.ts',
      '`${select} AND source = ? ${order}`',
      "`${select} AND '' <> ? ${order}`",
    ],
  ],
  'source-case': [
    'The source of a sync state is matched without regard to case.',
    RULES,
    [
      'contract/validation/parameters.ts',
      "format === 'uuid' || isFolded ? text.toLowerCase() : text",
      "format === 'uuid' ? text.toLowerCase() : text",
    ],
  ],
  'any-merchant': [
    'A path that names another merchant is a 403.',
    RULES,
    [HANDLER, 'if (named.toLowerCase() !== merchantId) throw merchantMismatch();', ''],
  ],
  'merchant-is-404': [
    'A path that names another merchant is a 403 with the reason merchant_mismatch.',
    RULES,
    [
      'domain/keys/key-problems.ts',
      "reason: 'merchant_mismatch'",
      "reason: 'insufficient_scope', required: []",
    ],
  ],
  'modes-shared': [
    'The sync states of sandbox and live are separate.',
    RULES,
    [HANDLER, 'store.syncStates.list(caller,', "store.syncStates.list({ ...caller, mode: 'sandbox' },"],
  ],
});
