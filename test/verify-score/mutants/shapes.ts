import { chapter } from '../mutant.ts';

const VIEW = 'writes/render-customer.ts';

export const SHAPE_MUTANTS = chapter('shapes', {
  'twin-missing': [
    'POST, GET, PATCH and lists have both spellings of each name.',
    /twins/,
    [VIEW, 'if (snake !== name)', "if (snake !== name && name !== 'postalCode')"],
  ],
  'snake-only': [
    'POST, GET, PATCH and lists have both spellings of each name.',
    /twins|shape|behaviour/,
    [VIEW, 'if (keepCamel || snake === name)', 'if (snake === name)'],
  ],
  'twin-differs': [
    'Both spellings have the same value.',
    /twins/,
    [
      VIEW,
      "renamed[snake] = name === 'externalRefs' ?",
      "renamed[snake] = name === 'companyName' ? 'other' : name === 'externalRefs' ?",
    ],
  ],
  'upsert-with-twins': [
    'The response to an upsert is in camelCase.',
    /upsert/i,
    [
      'writes/render-customer.ts',
      'const data = showUpserted(after);',
      "const data = { ...showUpserted(after), created_at: 'x' } as ReturnType<typeof showUpserted>;",
    ],
  ],
  'null-when-absent': [
    'A field without a value is left out, never null.',
    /merge\.null|keeps|writes|shape|upsert/,
    [VIEW, '    ...customer.fields,', '    notes: null as never,\n    ...customer.fields,'],
  ],
  'ref-is-latest': [
    'merchantRefId is the external id of the first reference.',
    /reference|link/,
    [VIEW, 'const [first] = customer.references;', 'const first = customer.references.at(-1);'],
  ],
  'refs-reversed': [
    'externalRefs lists the references in the order in which they were linked.',
    /reference|link/,
    [
      VIEW,
      '{ externalRefs: customer.references.map(showReference) }',
      '{ externalRefs: customer.references.map(showReference).reverse() }',
    ],
  ],
  'refs-one': [
    'externalRefs lists all references.',
    /reference|link/,
    [
      VIEW,
      '{ externalRefs: customer.references.map(showReference) }',
      '{ externalRefs: customer.references.slice(0, 1).map(showReference) }',
    ],
  ],
  'linked-at-moves': [
    'linkedAt is the time at which the reference was linked.',
    /times|writes|identity|reference|link/,
    [VIEW, 'linkedAt: showMillis(linkedAt)', 'linkedAt: showMillis(Date.now())'],
  ],
  'created-at-moves': [
    'createdAt never changes.',
    /times|writes|identity/,
    [VIEW, 'createdAt: showMillis(customer.createdAt)', 'createdAt: showMillis(customer.updatedAt)'],
  ],
  'times-in-seconds': [
    'Times have milliseconds and end in Z.',
    /times|writes|identity/,
    [
      'domain/instant.ts',
      'lastShown = new Date(millis).toISOString();',
      "lastShown = new Date(millis).toISOString().replace(/\\.\\d+Z/, 'Z');",
    ],
  ],
  'times-with-offset': [
    'Times have milliseconds and end in Z.',
    /times|writes|identity/,
    [
      'domain/instant.ts',
      'lastShown = new Date(millis).toISOString();',
      "lastShown = new Date(millis).toISOString().replace('Z', '+00:00');",
    ],
  ],
});
