import { chapter } from '../mutant.ts';

const LOAD = 'contract/load.ts';
const READ = 'JSON.parse(bundled.toString())';
const MERGE = 'domain/merge.ts';
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

export const LIMIT_MUTANTS = chapter('values', {
  'source-shorter': ['A source can have 64 characters.', BOUNDS, inSpec('{6,64})$', '{6,63})$')],
  'source-longer': ['A source can have at most 64 characters.', BOUNDS, inSpec('{6,64})$', '{6,65})$')],
  'source-plus': [
    'A source consists of letters, digits, "_", "-" and ".".',
    BOUNDS,
    inSpec('[A-Za-z0-9_.-]', '[A-Za-z0-9_.+-]'),
  ],
  'source-no-dot': ['A source can contain a dot.', BOUNDS, inSpec('[A-Za-z0-9_.-]', '[A-Za-z0-9_-]')],
  'source-batch': [
    'The source "batch" is reserved, in any case.',
    BOUNDS,
    inSpec('[AC-Zac-z0-9_.-]', '[A-Zac-z0-9_.-]'),
  ],
  'control-in-id': [
    'An external id contains no control characters.',
    BOUNDS,
    inSpec('[^\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*$', '(.|\\\\s)*$'),
  ],
  'blank-id': [
    'A blank external id is a 400.',
    BOUNDS,
    inSpec(
      '[^\\\\S\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+[^\\\\s\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]',
      '[^\\\\S\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]+',
    ),
  ],
  'dot-id': ['The external ids "." and ".." are a 400.', BOUNDS, inSpec('|[.]{2}[^', '|[.]{1,2}|[.]{2}[^')],
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
    /metadata|level|deep|merge|keeps/,
    [MERGE, 'levels: 16', 'levels: 15'],
  ],
  'levels-more': [
    'metadata can have at most 16 levels after the merge.',
    /metadata|level|deep|merge|keeps/,
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
