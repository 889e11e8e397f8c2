import { chapter } from '../mutant.ts';

const HANDLER = 'http/handlers/customers.ts';
const LIST = 'storage/sqlite/list/customer-list.ts';
const FILTERS = 'storage/sqlite/list/customer-filters.ts';
const TERMS = 'domain/lists/search-terms.ts';
const SEARCH = /search|filter/;

export const SEARCH_MUTANTS = chapter('lists', {
  'search-email': [
    'search finds a part of the email.',
    SEARCH,
    [TERMS, "['email', 'name', 'phone']", "['name', 'phone']"],
  ],
  'search-name': [
    'search finds a part of the name.',
    SEARCH,
    [TERMS, "['email', 'name', 'phone']", "['email', 'phone']"],
  ],
  'search-phone': [
    'search finds a part of the phone number.',
    SEARCH,
    [TERMS, "['email', 'name', 'phone']", "['email', 'name']"],
  ],
  'search-id': [
    'search finds a part of an external id.',
    SEARCH,
    [TERMS, '...references.map(({ externalId }) => externalId),', ''],
  ],
  'search-first-id': [
    'search finds a part of each external id.',
    SEARCH,
    [
      TERMS,
      '...references.map(({ externalId }) => externalId)',
      '...references.slice(0, 1).map(({ externalId }) => externalId)',
    ],
  ],
  'search-notes': [
    'search finds nothing in other fields.',
    SEARCH,
    [TERMS, "['email', 'name', 'phone']", "['email', 'name', 'phone', 'city']"],
  ],
  'search-case': ['search ignores case.', SEARCH, [TERMS, '.toLowerCase()', '']],
  'search-ascii-case': [
    'search ignores the case of all letters.',
    SEARCH,
    [TERMS, '.toLowerCase()', '.replace(/[A-Z]/g, (letter) => letter.toLowerCase())'],
  ],
  'search-unicode-forms': [
    'search ignores the Unicode form of a letter.',
    SEARCH,
    [TERMS, ".normalize('NFC')", ''],
  ],
  'search-unspaced': [
    'A search of two characters finds the inside of words in scripts without spaces.',
    SEARCH,
    ['domain/lists/word-beginnings.ts', 'HAS_UNSPACED.test(text)', 'HAS_UNSPACED.test("")'],
  ],
  'search-phone-digits': [
    'search finds a phone number by its digits.',
    SEARCH,
    [TERMS, "digitsOf(fields.phone ?? '')", "''"],
  ],
  'search-phone-groups': [
    'search finds a phone number by its digits, however they are grouped.',
    SEARCH,
    [TERMS, 'if (!PHONE_SEARCH.test(', 'if (search !== PHONE_MARK || !PHONE_SEARCH.test('],
  ],
  'search-trim': [
    'Spaces around a search have no effect.',
    SEARCH,
    [TERMS, 'foldSearch(search).trim() || undefined', 'foldSearch(search).trimStart() || undefined'],
  ],
  'search-percent': [
    '% and _ have no special meaning in a search.',
    SEARCH,
    [HANDLER, 'readSearch(search)', "readSearch(search)?.replaceAll('%', '')"],
  ],
  'search-underscore': [
    '% and _ have no special meaning in a search.',
    SEARCH,
    [HANDLER, 'readSearch(search)', "readSearch(search)?.split('_').at(-1)"],
  ],
  'search-words': [
    'A search of several words is one text.',
    SEARCH,
    [HANDLER, 'readSearch(search)', "readSearch(search)?.split(' ').at(-1)"],
  ],
  'search-beginning': [
    'search finds a part inside a word.',
    SEARCH,
    [TERMS, 'SUBSTRING_LENGTH = 3', 'SUBSTRING_LENGTH = 30'],
    [
      'storage/sqlite/list/search-filter.ts',
      'return isToken(search) ? filter : withTextCheck(filter, phoneDigits(search) !== undefined);',
      'return SCAN;',
    ],
    [
      TERMS,
      'beginningsOf(text).includes(search)',
      '` ${text}`.replaceAll(SEPARATOR, " ").includes(` ${search}`)',
    ],
  ],
  'search-short-anywhere': [
    'A search of two characters matches the beginnings of words.',
    SEARCH,
    [
      'storage/sqlite/list/search-filter.ts',
      "if (search.includes('\\0'))",
      "if (search.length < 3) return SCAN;\n  if (search.includes('\\0'))",
    ],
    [TERMS, 'if (isShort(search)) return beginningsOf(text).includes(search);', ''],
  ],
  'search-ignored': [
    'search selects customers.',
    SEARCH,
    [HANDLER, '...(searched !== undefined &&', '...(false &&'],
  ],
  'email-part': [
    'email matches the whole email.',
    SEARCH,
    [
      FILTERS,
      "condition: 'c.email_folded = @emailFolded',",
      'condition: "c.email_folded LIKE \'%\' || @emailFolded",',
    ],
    [
      FILTERS,
      "matches: 'c.tenant = @tenant AND c.email_folded = @emailFolded'",
      'matches: "c.tenant = @tenant AND c.email_folded LIKE \'%\' || @emailFolded"',
    ],
  ],
  'email-case': [
    'email ignores case.',
    SEARCH,
    [HANDLER, 'emailFolded: foldEmail(email)', 'emailFolded: email'],
  ],
  'email-ignored': [
    'email selects customers.',
    SEARCH,
    [FILTERS, 'if (query.emailFolded !== undefined) filters.push(byEmail);', ''],
  ],
  'source-ignored': [
    'source selects customers.',
    SEARCH,
    [
      FILTERS,
      'if (query.externalId === undefined && query.source !== undefined) filters.push(bySource);',
      '',
    ],
  ],
  'source-ignored-with-id': [
    'source and external_id select one reference.',
    SEARCH,
    [FILTERS, 'query.source === undefined ? byExternalId : byReference', 'byExternalId'],
  ],
  'external-id-ignored': [
    'external_id selects customers.',
    SEARCH,
    [HANDLER, '...(external_id !== undefined && { externalId: external_id }),', ''],
  ],
  'external-id-case': [
    'external_id is matched byte for byte.',
    SEARCH,
    [FILTERS, 'r.external_id = @externalId', 'r.external_id = @externalId COLLATE NOCASE'],
  ],
  'since-ignored': [
    'updated_since selects customers.',
    SEARCH,
    [FILTERS, 'if (query.updatedSince !== undefined) filters.push(byUpdate);', ''],
  ],
  'since-after': [
    'updated_since includes its time.',
    SEARCH,
    [FILTERS, '>= @updatedSince', '> @updatedSince'],
  ],
  'since-created': [
    'updated_since compares updatedAt.',
    SEARCH,
    [FILTERS, 'c.updated_at >= @updatedSince', 'c.created_at >= @updatedSince'],
    [FILTERS, 'customers c INDEXED BY customers_by_update', 'customers c'],
  ],
  'first-filter-only': [
    'Filters combine.',
    SEARCH,
    [LIST, 'filters: filtersOf(query, { own, all })', 'filters: filtersOf(query, { own, all }).slice(0, 1)'],
  ],
});
