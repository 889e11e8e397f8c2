import { chapter } from '../mutant.ts';

const LOAD = 'contract/load.ts';
const READ = 'JSON.parse(bundled.toString())';
const MERGE = 'domain/merge.ts';
const STORED = '  return sent;\n}';
/** The rules that send the values at a bound and beyond it. */
const BOUNDS = /keeps|refuses|accepts|values|malformed|longest/;

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
    /keeps|values|merge/,
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
  'source-shorter': ['A source can have 64 characters.', BOUNDS, inSpec('{1,64}', '{1,63}')],
  'source-longer': ['A source can have at most 64 characters.', BOUNDS, inSpec('{1,64}', '{1,65}')],
  'source-plus': [
    'A source consists of letters, digits, "_", "-" and ".".',
    BOUNDS,
    inSpec('[A-Za-z0-9_.-]', '[A-Za-z0-9_.+-]'),
  ],
  'source-no-dot': ['A source can contain a dot.', BOUNDS, inSpec('[A-Za-z0-9_.-]', '[A-Za-z0-9_-]')],
  'source-batch': [
    'The source "batch" is reserved, in any case.',
    BOUNDS,
    inSpec('[Bb][Aa][Tt][Cc][Hh]', 'batch'),
  ],
  'control-in-id': [
    'An external id contains no control characters.',
    BOUNDS,
    inSpec('^[^\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+$', '.'),
  ],
  'blank-id': ['A blank external id is a 400.', BOUNDS, inSpec('^(\\\\s*|[.]{1,2})$', '^[.]{1,2}$')],
  'dot-id': ['The external ids "." and ".." are a 400.', BOUNDS, inSpec('^(\\\\s*|[.]{1,2})$', '^\\\\s*$')],
  'key-shorter': ['An Idempotency-Key can have 255 characters.', BOUNDS, inSpec('{1,255}', '{1,100}')],
  'key-longer': ['An Idempotency-Key can have at most 255 characters.', BOUNDS, inSpec('{1,255}', '{1,999}')],
  'key-space': [
    'An Idempotency-Key contains no space.',
    BOUNDS,
    inSpec('[\\\\x21-\\\\x7E]{1,255}', '[\\\\x20-\\\\x7E]{1,255}'),
  ],
  'key-alphanumeric': [
    'An Idempotency-Key can contain each visible ASCII character.',
    BOUNDS,
    inSpec('[\\\\x21-\\\\x7E]{1,255}', '[A-Za-z0-9_-]{1,255}'),
  ],
  'batch-shorter': [
    'A batch can have 100 items.',
    /batch|body-customers/i,
    inSpec('"maxItems": 100', '"maxItems": 99'),
  ],
  'batch-longer': [
    'A batch can have at most 100 items.',
    /batch|body-customers/i,
    inSpec('"maxItems": 100', '"maxItems": 101'),
  ],
  'batch-not-empty': [
    'A batch can be empty.',
    /batch/i,
    inSpec('"maxItems": 100', '"minItems": 1, "maxItems": 100'),
  ],
  'limit-zero': ['limit is at least 1.', /limit/, inSpec('"minimum": 1', '"minimum": 0')],
  'limit-refused': [
    'A limit above 100 is read as 100.',
    /limit|paging/,
    inSpec('"x-clamp": 100', '"maximum": 100'),
  ],
  'limit-clamped-to-50': [
    'A limit above 100 is read as 100.',
    /limit|paging/,
    inSpec('"x-clamp": 100', '"x-clamp": 50'),
  ],
  'default-limit': ['The default of limit is 20.', /limit|paging/, inSpec('"default": 20', '"default": 10')],
  'levels-fewer': [
    'metadata can have 16 levels after the merge.',
    /metadata|level|deep|merge|values/,
    [MERGE, 'levels: 16', 'levels: 15'],
  ],
  'levels-more': [
    'metadata can have at most 16 levels after the merge.',
    /metadata|level|deep|merge|values/,
    [MERGE, 'levels: 16', 'levels: 17'],
  ],
  'metadata-smaller': [
    'metadata can have 64 KiB after the merge.',
    /metadata|merge|values|too-much|object/,
    [MERGE, 'bytes: 64 * 1024', 'bytes: 60 * 1024'],
  ],
  'metadata-larger': [
    'metadata can have at most 64 KiB after the merge.',
    /metadata|merge|values|too-much|object/,
    [MERGE, 'bytes: 64 * 1024', 'bytes: 66 * 1024'],
  ],
  'metadata-characters': [
    'The limit of metadata counts bytes.',
    /metadata|merge|values|too-much|object/,
    [MERGE, 'Buffer.byteLength(JSON.stringify(value))', 'JSON.stringify(value).length'],
  ],
  'limit-of-part': [
    'The limit of metadata applies after the merge.',
    /too-much|merge|object/,
    [MERGE, 'refuseOversized(field, after);', 'refuseOversized(field, sent);'],
  ],
  'custom-fields-unlimited': [
    'Custom fields have the limits of metadata.',
    /custom|merge|object|too-much/,
    [MERGE, 'refuseOversized(field, after);', "if (field === 'metadata') refuseOversized(field, after);"],
  ],
});
