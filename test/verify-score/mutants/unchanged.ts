import { chapter } from '../mutant.ts';

const UPSERT = 'domain/upsert.ts';
const MERGE = 'domain/merge.ts';
const PLAIN = 'domain/plain-write.ts';
const WRITES = 'domain/write-customers.ts';
const RENDER = 'writes/render-customer.ts';

export const UNCHANGED_MUTANTS = chapter('upsert', {
  'unchanged-moves-time': [
    'A write that changes nothing does not change updatedAt.',
    /unchanged|times|writes|identity|nothing/,
    [
      UPSERT,
      "    return { outcome: 'unchanged', before: current, after: current, warnings };",
      "    return { outcome: 'unchanged', before: current, after: { ...current, updatedAt: command.now }, warnings };",
    ],
  ],
  'unchanged-moves-etag': [
    'A write that changes nothing does not change the ETag.',
    /unchanged|times|writes|identity|nothing|etag/,
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
    /nothing|times|writes|identity/,
    [PLAIN, 'fields === before.fields\n      ? before\n      :', 'false ? before :'],
  ],
  'equal-metadata-is-change': [
    'A write that changes nothing does not change updatedAt.',
    /unchanged|times|writes|identity|nothing/,
    [MERGE, 'if (sameJson(before[field], next)) continue;', 'if (before[field] === next) continue;'],
  ],
  'key-order-is-change': [
    'The order of the keys of an object has no meaning.',
    /unchanged|times|writes|identity|nothing/,
    [
      MERGE,
      'if (sameJson(before[field], next)) continue;',
      'if (JSON.stringify(before[field]) === JSON.stringify(next)) continue;',
    ],
  ],
  'time-stays': [
    'A change sets updatedAt.',
    /times|writes|identity|updated/,
    [
      UPSERT,
      'updatedAt: fields === current.fields ? current.updatedAt : command.now',
      'updatedAt: current.updatedAt',
    ],
  ],
  'time-stays-in-patch': [
    'A change by PATCH sets updatedAt.',
    /times|writes|identity|updated/,
    [PLAIN, 'version: before.version + 1, updatedAt: command.now', 'version: before.version + 1'],
  ],
  'time-stays-at-link': [
    'A link sets updatedAt.',
    /times|writes|identity|link/,
    [
      UPSERT,
      '    version: owner.version + 1,\n    updatedAt: command.now,',
      '    version: owner.version + 1,',
    ],
  ],
  'created-200': [
    'A creation is a 201.',
    /created|shape/,
    [RENDER, "status: 201,\n        headers: { 'Upsert", "status: 200 as 201,\n        headers: { 'Upsert"],
  ],
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
    [RENDER, 'outcome, Location: customerPath(after.id), ', 'outcome, '],
    [
      RENDER,
      "headers: { 'Upsert-Outcome': outcome, ETag }",
      "headers: { 'Upsert-Outcome': outcome, ETag } as never",
    ],
  ],
  'location-relative': [
    'Location is the path of the customer.',
    /location|create/,
    ['writes/render-customer.ts', '`/v2/customers/${id}`', '`/customers/${id}`'],
  ],
  'upsert-not-found-by-reference': [
    'A customer can be read by its reference.',
    /readable|reference|etag/,
    ['http/handlers/external-customers.ts', 'if (!customer) throw', 'if (customer) throw'],
  ],
});
