import { chapter } from '../mutant.ts';

const RENDER_PLAIN = 'writes/render-customer.ts';
const CANONICAL = 'contract/validation/parameters.ts';
const UPSERT_HANDLER = 'http/handlers/external-customers.ts';

export const REFERENCE_MUTANTS = chapter('shapes', {
  'id-of-version-4': [
    'Ids are UUIDs of version 7.',
    /id|times|writes|identity/,
    ['platform/ids.ts', 'v7({ random: randomBytesFromPool(16) })', 'v4()'],
    ['platform/ids.ts', 'import { v7 }', 'import { v4 }'],
  ],
  'id-case': [
    'A UUID in a path ignores case.',
    /id/,
    [CANONICAL, "format === 'uuid' || isFolded", 'isFolded'],
    ['storage/sqlite/customer-table.ts', 'id.toLowerCase()', 'id'],
  ],
  'id-only-version-7': [
    'Any UUID in a path is well-formed.',
    /unknown|isolation|order|id/,
    [
      'contract/schema-options.ts',
      '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}',
      '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-',
    ],
  ],
  'source-case': ['A source is matched without regard to case.', /source/, [CANONICAL, '|| isFolded', '']],
  'source-case-in-batch': [
    'The source of a batch is matched without regard to case.',
    /batch|source/,
    ['http/handlers/batch.ts', 'foldSource(body.source)', 'body.source'],
  ],
  'source-case-in-filter': [
    'The source of a filter is matched without regard to case.',
    /source|search|filter/,
    [
      'http/middleware/validate.ts',
      "if (typeof value === 'string') read[name] = canonicalText(schema, value);",
      '',
    ],
  ],
  'id-trimmed': [
    'An external id is matched byte for byte.',
    /external-?id|keeps|reference|values/i,
    [
      UPSERT_HANDLER,
      'externalId: path.externalId };\n    const command',
      'externalId: path.externalId.trim() };\n    const command',
    ],
  ],
  'id-lowered': [
    'An external id is matched byte for byte.',
    /external-?id|keeps|reference|values/i,
    [UPSERT_HANDLER, 'externalId: path.externalId };', 'externalId: path.externalId.toLowerCase() };'],
  ],
  'id-normalised': [
    'An external id is matched byte for byte.',
    /external-?id|keeps|reference|values/i,
    [UPSERT_HANDLER, 'externalId: path.externalId };', "externalId: path.externalId.normalize('NFC') };"],
  ],
  'id-plus-is-space': [
    'A plus sign in a path is a plus sign.',
    /external-?id|keeps|reference|values/i,
    [
      'contract/router.ts',
      "if (!segment.includes('%')) return segment;",
      "segment = segment.replaceAll('+', ' ');",
    ],
    ['contract/router.ts', 'function decode(segment: string)', 'function decode(segment: any)'],
    [UPSERT_HANDLER, 'externalId: path.externalId };', "externalId: path.externalId.replaceAll('+', ' ') };"],
  ],
  'id-trailing-dot': [
    'An external id can end in dots.',
    /external-?id|keeps|reference|values/i,
    [UPSERT_HANDLER, 'externalId: path.externalId };', "externalId: path.externalId.replace(/[.]+$/, '') };"],
  ],
  'id-trimmed-in-batch': [
    'The external id of an item follows the rules of the path.',
    /batch/i,
    [
      'http/handlers/batch.ts',
      '{ source, externalId: external_id }',
      '{ source, externalId: external_id.trim() }',
    ],
  ],
  'slash-hint': [
    'An unencoded slash is a 404 whose message names %2F.',
    /slash/,
    ['http/middleware/route.ts', '%2F', 'another form'],
  ],
  'email-case': [
    'Emails are compared without regard to case.',
    /email/,
    ['domain/email.ts', 'return email.toLowerCase();', 'return email;'],
  ],
  'unknown-field-refused': [
    'An unknown field does not fail.',
    /unknown-field|warn/,
    ['server/create-server.ts', "unknownFields = 'warn'", "unknownFields = 'reject'"],
  ],
  'unknown-field-silent': [
    'An unknown field is named by a warning.',
    /unknown-field|warn/,
    ['contract/field-names.ts', 'return { known, warnings };', 'return { known, warnings: [] };'],
  ],
  'unknown-field-silent-in-post': [
    'An unknown field of a POST is named by a warning.',
    /unknown-field|warn/,
    [
      RENDER_PLAIN,
      'body: { data: showCustomer(after, casing), ...allWarnings(request, warnings) },\n  };\n}\n\nexport function renderUpdate',
      'body: { data: showCustomer(after, casing) },\n  };\n}\n\nexport function renderUpdate',
    ],
  ],
  'unknown-field-silent-in-batch': [
    'An unknown field of an item is named by a warning.',
    /unknown-field|warn/,
    ['writes/render-batch.ts', '...(itemWarnings[index] ?? []), ', ''],
  ],
  'empty-warnings': [
    'warnings are left out if there are none.',
    /warn|created|shape/,
    ['writes/render-customer.ts', 'all.length > 0 ? { warnings: all } : {}', '{ warnings: all }'],
  ],
});
