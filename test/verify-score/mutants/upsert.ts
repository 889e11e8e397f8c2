import { chapter } from '../mutant.ts';

const UPSERT = 'domain/upsert.ts';
const MERGE = 'domain/merge.ts';
const PLAIN = 'domain/plain-write.ts';
const BATCH = 'http/handlers/batch.ts';
const MERGING = /merge|writes|plain|link|batch/;
const NULLS = "Object.fromEntries(['name', 'phone', 'city', 'notes'].map((name) => [name, null]))";

export const UPSERT_MUTANTS = chapter('upsert', {
  'put-replaces': [
    'An omitted field keeps its value.',
    MERGING,
    [
      UPSERT,
      'mergeFields(current.fields, { ...command.patch, email: command.email })',
      'mergeFields({ email: current.fields.email }, { ...command.patch, email: command.email })',
    ],
  ],
  'link-replaces': [
    'A link merges your data into the customer.',
    MERGING,
    [UPSERT, 'fields: mergeFields(owner.fields,', 'fields: mergeFields({ email: owner.fields.email },'],
  ],
  'patch-replaces': [
    'PATCH merges as the upsert does.',
    MERGING,
    [
      PLAIN,
      'mergeFields(before.fields, command.patch)',
      'mergeFields({ email: before.fields.email }, command.patch)',
    ],
  ],
  'batch-replaces': [
    'A batch merges as the upsert does.',
    /batch|writes/,
    [
      BATCH,
      '{ source, externalId: external_id }, body)',
      `{ source, externalId: external_id }, { ...${NULLS}, ...body })`,
    ],
  ],
  'null-ignored': [
    'null clears a field.',
    MERGING,
    [MERGE, 'if (sent === null) return undefined;', 'if (sent === null) return before;'],
  ],
  'null-ignored-in-patch': [
    'null clears a field, in PATCH too.',
    MERGING,
    [
      'http/handlers/customers.ts',
      'patch: readPatch(body), preconditions',
      'patch: readPatch(Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))), preconditions',
    ],
  ],
  'null-ignored-in-batch': [
    'null clears a field, in a batch too.',
    /batch|writes/,
    [
      BATCH,
      '{ source, externalId: external_id }, body)',
      '{ source, externalId: external_id }, Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) as typeof body)',
    ],
  ],
  'null-is-empty': [
    'null clears a field, which is then absent.',
    MERGING,
    [
      MERGE,
      'if (sent === null) return undefined;',
      "if (sent === null) return OBJECT_FIELDS.has(field) ? undefined : '';",
    ],
  ],
  'null-metadata-ignored': [
    'null clears metadata.',
    MERGING,
    [
      MERGE,
      'if (sent === null) return undefined;',
      "if (sent === null) return field === 'metadata' ? before : undefined;",
    ],
  ],
  'metadata-replaced': [
    'metadata merges key by key.',
    MERGING,
    [MERGE, 'new Map(Object.entries(before ?? {}))', 'new Map<string, unknown>()'],
  ],
  'metadata-deep': [
    'metadata merges key by key, not deeper.',
    MERGING,
    [
      MERGE,
      'else merged.set(key, value);',
      'else merged.set(key, isPlain(value) && isPlain(merged.get(key)) ? { ...(merged.get(key) as object), ...(value as object) } as never : value);',
    ],
    [
      MERGE,
      'function refuseOversized(',
      'function isPlain(value: unknown): boolean { return typeof value === "object" && value !== null && !Array.isArray(value); }\nfunction refuseOversized(',
    ],
  ],
  'metadata-arrays-joined': [
    'metadata merges key by key, not deeper.',
    MERGING,
    [
      MERGE,
      'else merged.set(key, value);',
      'else merged.set(key, Array.isArray(value) && Array.isArray(merged.get(key)) ? [...(merged.get(key) as []), ...value] as never : value);',
    ],
  ],
  'metadata-null-kept': [
    'A key of metadata set to null is removed.',
    MERGING,
    [MERGE, 'if (value === null) merged.delete(key);', 'if (value === null) merged.set(key, null);'],
  ],
  'metadata-null-kept-at-first': [
    'A key of metadata set to null is removed, also by the first write.',
    MERGING,
    [MERGE, 'if (value === null) merged.delete(key);', 'if (value === null && before) merged.delete(key);'],
  ],
  'custom-fields-replaced': [
    'Custom fields merge key by key.',
    MERGING,
    [
      MERGE,
      'new Map(Object.entries(before ?? {}))',
      "new Map(Object.entries((field === 'metadata' && before) || {}))",
    ],
  ],
  'metadata-replaced-in-patch': [
    'PATCH merges metadata key by key.',
    MERGING,
    [
      PLAIN,
      'mergeFields(before.fields, command.patch)',
      'mergeFields(command.patch.metadata ? { ...before.fields, metadata: {} } : before.fields, command.patch)',
    ],
  ],
  'nested-null-removed': [
    'Only a key of metadata itself is removed by null.',
    MERGING,
    [
      MERGE,
      'else merged.set(key, value);',
      'else merged.set(key, JSON.parse(JSON.stringify(value), (_name, inner) => inner ?? undefined));',
    ],
  ],
});
