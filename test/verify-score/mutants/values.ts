import { chapter } from '../mutant.ts';

const LOAD = 'contract/load.ts';
const READ = 'JSON.parse(bundled.toString())';
const MERGE = 'domain/merge.ts';
const STORED = '  return sent;\n}';
/** The rules that send the values at a bound and beyond it. */
const BOUNDS = /keeps|idempotency|identity|refuses|accepts|values|malformed|longest/;

/** Changes a text of the spec that the server validates by. */
function inSpec(from: string, to: string): readonly [string, string, string] {
  return [
    LOAD,
    READ,
    `JSON.parse(bundled.toString().replaceAll(${JSON.stringify(from)}, ${JSON.stringify(to)}))`,
  ];
}

/** Changes each text as the server stores it. */
function stores(expression: string): readonly [string, string, string] {
  return [MERGE, STORED, `  if (typeof sent !== 'string') return sent;\n  return ${expression};\n}`];
}

export const VALUE_MUTANTS = chapter('values', {
  trims: ['A text is stored exactly as it was sent, with its spaces.', /keeps|values/, stores('sent.trim()')],
  'collapses-spaces': [
    'A text is stored exactly as it was sent.',
    /keeps|values/,
    stores("sent.replace(/\\s+/g, ' ')"),
  ],
  normalises: [
    'A text is stored exactly as it was sent, not normalised.',
    /keeps|values/,
    stores("sent.normalize('NFC')"),
  ],
  cuts: [
    'A text up to the bound of its field is stored completely.',
    /keeps|values/,
    stores('sent.slice(0, 200)'),
  ],
  'drops-emoji': [
    'A text can contain any Unicode character.',
    /keeps|values/,
    stores("sent.replace(/[\\u{10000}-\\u{10FFFF}]/gu, '?')"),
  ],
  'drops-bidi': [
    'A text can contain any Unicode character.',
    /keeps|values/,
    stores("sent.replace(/[\\u0590-\\u06FF]/g, '')"),
  ],
  'title-case': [
    'A text is stored exactly as it was sent.',
    /keeps|values/,
    stores("field === 'city' ? sent.toUpperCase() : sent"),
  ],
  'empty-is-null': [
    'An empty text is a value; only null clears.',
    /keeps|writes|merge/,
    [MERGE, 'if (sent === null) return undefined;', "if (sent === null || sent === '') return undefined;"],
  ],
  'lower-email': [
    'An email is stored as it was sent.',
    /email|keeps/,
    stores("field === 'email' ? sent.toLowerCase() : sent"),
  ],
  'lower-country': [
    'A country is stored in upper case.',
    /country/,
    [MERGE, "if (field === 'country') return (sent as string).toUpperCase();", ''],
  ],
  'country-upper-only': [
    'A country is accepted in any case.',
    /country/,
    inSpec('"^[A-Za-z]{2}$"', '"^[A-Z]{2}$"'),
  ],
  'any-country': [
    'A country must be an ISO 3166-1 code.',
    /country/,
    inSpec('"country-code"', '"no-such-format"'),
  ],
  'email-shorter': [
    'An email can have 254 characters.',
    BOUNDS,
    inSpec('"maxLength": 254', '"maxLength": 200'),
  ],
  'email-longer': [
    'An email can have at most 254 characters.',
    BOUNDS,
    inSpec('"maxLength": 254', '"maxLength": 300'),
  ],
  'any-email': [
    'An email must be an address.',
    /email/,
    inSpec('"format": "email"', '"format": "no-such-format"'),
  ],
  'text-shorter': ['A name can have 255 characters.', BOUNDS, inSpec('"maxLength": 255', '"maxLength": 250')],
  'text-longer': [
    'A name can have at most 255 characters.',
    BOUNDS,
    inSpec('"maxLength": 255', '"maxLength": 256'),
  ],
  'phone-shorter': [
    'A phone number can have 64 characters.',
    BOUNDS,
    inSpec('"maxLength": 64', '"maxLength": 63'),
  ],
  'phone-longer': [
    'A phone number can have at most 64 characters.',
    BOUNDS,
    inSpec('"maxLength": 64', '"maxLength": 65'),
  ],
  'postal-shorter': [
    'A postal code can have 32 characters.',
    BOUNDS,
    inSpec('"maxLength": 32', '"maxLength": 16'),
  ],
  'notes-shorter': [
    'Notes can have 10,000 characters.',
    BOUNDS,
    inSpec('"maxLength": 10000', '"maxLength": 9999'),
  ],
  'notes-longer': [
    'Notes can have at most 10,000 characters.',
    BOUNDS,
    inSpec('"maxLength": 10000', '"maxLength": 10001'),
  ],
  'unstorable-item-fails-all': [
    'An item of a batch with U+0000 fails alone.',
    /batch|unstorable/,
    ['http/middleware/read-body.ts', 'requireStorable(value, body.failsAlone)', 'requireStorable(value)'],
  ],
  'unstorable-item-cleaned': [
    'An item of a batch with U+0000 fails.',
    /batch|unstorable/,
    ['domain/storable.ts', "itemErrors.set(index, { [found.path.join('.')]: [found.reason] });", ''],
  ],
  'unstorable-path': [
    'The error names the path of the value that cannot be stored.',
    /unstorable|surrogate|values/,
    ['domain/storable.ts', "found.path.join('.')", "found.path.slice(0, 1).join('.')"],
  ],
  'empty-list-refused': [
    '[] for metadata means {}.',
    /empty-list/,
    [
      'contract/lists.ts',
      'if (!schema || !Object.values(value).some(isEmptyList)) return value;',
      'return value;',
    ],
  ],
  'empty-list-clears': [
    '[] for metadata means {}, which changes nothing.',
    /empty-list/,
    ['contract/field-names.ts', 'Array.isArray(value) ? {} : value', 'Array.isArray(value) ? null : value'],
  ],
  'any-list-is-object': [
    'Another list than [] for metadata is a 400.',
    /empty-list|refuses/,
    ['contract/lists.ts', 'Array.isArray(value) && value.length === 0', 'Array.isArray(value)'],
  ],
});
