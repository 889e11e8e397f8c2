import { chapter } from '../mutant.ts';

const UPSERT = 'domain/upsert.ts';
const MERGE = 'domain/merge.ts';
const PLAIN = 'domain/plain-write.ts';
const WRITES = 'domain/write-customers.ts';
const BATCH = 'http/handlers/batch.ts';
const RENDER = 'writes/render-upsert.ts';
const INSTANT = 'domain/instant.ts';
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
  'unchanged-moves-time': [
    'A write that changes nothing does not change updatedAt.',
    /unchanged|times|nothing/,
    [
      UPSERT,
      "    return { outcome: 'unchanged', before: current, after: current, warnings };",
      "    return { outcome: 'unchanged', before: current, after: { ...current, updatedAt: command.now }, warnings };",
    ],
  ],
  'unchanged-moves-etag': [
    'A write that changes nothing does not change the ETag.',
    /unchanged|times|nothing|etag/,
    [
      UPSERT,
      "    return { outcome: 'unchanged', before: current, after: current, warnings };",
      "    return { outcome: 'unchanged', before: current, after: { ...current, version: current.version + 1 }, warnings };",
    ],
  ],
  'unchanged-is-updated': [
    'Upsert-Outcome is unchanged if nothing changed.',
    /unchanged|outcome|batch/,
    [
      UPSERT,
      "    return { outcome: 'unchanged', before: current, after: current, warnings };",
      "    return { outcome: 'updated', before: current, after: current, warnings };",
    ],
  ],
  'patch-moves-time': [
    'A PATCH that changes nothing does not change updatedAt.',
    /nothing|times/,
    [PLAIN, 'fields === before.fields\n      ? before\n      :', 'false ? before :'],
  ],
  'equal-metadata-is-change': [
    'A write that changes nothing does not change updatedAt.',
    /unchanged|times|nothing/,
    [MERGE, 'if (sameJson(before[field], next)) continue;', 'if (before[field] === next) continue;'],
  ],
  'key-order-is-change': [
    'The order of the keys of an object has no meaning.',
    /unchanged|times|nothing/,
    [
      MERGE,
      'if (sameJson(before[field], next)) continue;',
      'if (JSON.stringify(before[field]) === JSON.stringify(next)) continue;',
    ],
  ],
  'time-stays': [
    'A change sets updatedAt.',
    /times|updated/,
    [
      UPSERT,
      'updatedAt: fields === current.fields ? current.updatedAt : command.now',
      'updatedAt: current.updatedAt',
    ],
  ],
  'time-stays-in-patch': [
    'A change by PATCH sets updatedAt.',
    /times|updated/,
    [PLAIN, 'version: before.version + 1, updatedAt: command.now', 'version: before.version + 1'],
  ],
  'time-stays-at-link': [
    'A link sets updatedAt.',
    /times|link/,
    [
      UPSERT,
      '    version: owner.version + 1,\n    updatedAt: command.now,',
      '    version: owner.version + 1,',
    ],
  ],
  'created-200': ['A creation is a 201.', /created|shape/, [RENDER, 'status: 201', 'status: 200 as 201']],
  'created-flag': [
    'created is false for a known customer.',
    /updated|link/,
    [RENDER, 'created: false', 'created: true as never'],
  ],
  'post-updates': [
    'POST never updates: a used email is a 409.',
    /plain|taken|conflict/,
    [
      WRITES,
      'const decision = decideCreate(command, unitOfWork.merchantId, emailUsage);',
      'const decision = emailUsage.owner ? decideUpdate({ ...command, id: emailUsage.owner.id }, emailUsage.owner, UNUSED_EMAIL) : decideCreate(command, unitOfWork.merchantId, emailUsage);',
    ],
  ],
  'post-drops-fields': [
    'POST stores the fields that it accepts.',
    /plain|keeps|shape|writes/,
    [
      'http/handlers/customers.ts',
      "patch: readPatch(body), now: clock() };\n    return write('create'",
      "patch: readPatch({ ...body, notes: undefined }), now: clock() };\n    return write('create'",
    ],
  ],
  'location-missing': [
    'A 201 has a Location.',
    /location|create|shape/,
    [RENDER, 'Location: customerPath(after.id), ', ''],
    [
      RENDER,
      "headers: { 'Upsert-Outcome': outcome, ETag }",
      "headers: { 'Upsert-Outcome': outcome, ETag } as never",
    ],
  ],
  'location-relative': [
    'Location is the path of the customer.',
    /location|create/,
    ['writes/customer-view.ts', '`/v2/customers/${id}`', '`/customers/${id}`'],
  ],
  'upsert-not-found-by-reference': [
    'A customer can be read by its reference.',
    /readable|reference|etag/,
    ['http/handlers/external-customers.ts', 'if (!customer) throw', 'if (customer) throw'],
  ],
});

export const STALE_MUTANTS = chapter('stale', {
  never: [
    'An update with an older time writes nothing.',
    /stale/,
    [UPSERT, 'incoming < stored', 'incoming < ""'],
  ],
  'equal-is-stale': [
    'An update with an equal time is applied.',
    /stale/,
    [UPSERT, 'incoming < stored', 'incoming <= stored'],
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
    [INSTANT, 'fraction.slice(0, 6)', 'fraction.slice(0, 3)'],
  ],
  'seconds-only': [
    'Times are compared with milliseconds.',
    /stale/,
    [INSTANT, 'fraction.slice(0, 6)', 'fraction.slice(0, 0)'],
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
    /stale|times/,
    [UPSERT, 'if (fields === current.fields && !newerTime)', 'if (fields === current.fields)'],
  ],
  'newer-alone-moves-time': [
    'A newer time alone does not change updatedAt.',
    /stale|times/,
    [UPSERT, 'fields === current.fields ? current.updatedAt : command.now', 'command.now'],
  ],
  'newer-alone-is-updated': [
    'A newer time alone is the outcome unchanged.',
    /stale|times|outcome/,
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
      'if (stored && incoming && incoming < stored) return',
      'if (stored && !incoming) return { outcome: "stale", stored, incoming: stored };\n  if (stored && incoming && incoming < stored) return',
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
