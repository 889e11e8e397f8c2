import { chapter } from '../mutant.ts';

const HANDLER = 'http/handlers/customers.ts';
const LIST = 'storage/sqlite/list/customer-list.ts';
const FILTERS = 'storage/sqlite/list/customer-filters.ts';
const TERMS = 'domain/search-terms.ts';
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
  'search-case': [
    'search ignores case.',
    SEARCH,
    [HANDLER, 'foldSearch(search.trim())', 'search.trim()'],
    [TERMS, "return text.toLowerCase().replaceAll('ς', 'σ')", 'return text'],
  ],
  'search-ascii-case': [
    'search ignores the case of all letters.',
    SEARCH,
    [TERMS, 'return text.toLowerCase()', 'return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())'],
  ],
  'search-percent': [
    '% and _ have no special meaning in a search.',
    SEARCH,
    [HANDLER, 'foldSearch(search.trim())', "foldSearch(search.trim()).replaceAll('%', '')"],
  ],
  'search-underscore': [
    '% and _ have no special meaning in a search.',
    SEARCH,
    [HANDLER, 'foldSearch(search.trim())', "foldSearch(search.trim()).split('_').at(-1) ?? ''"],
  ],
  'search-words': [
    'A search of several words is one text.',
    SEARCH,
    [HANDLER, 'foldSearch(search.trim())', "foldSearch(search.trim()).split(' ').at(-1) ?? ''"],
  ],
  'search-beginning': [
    'search finds a part inside a word.',
    SEARCH,
    [TERMS, 'SUBSTRING_LENGTH = 3', 'SUBSTRING_LENGTH = 30'],
    [
      'storage/sqlite/list/search-filter.ts',
      'return isToken(search) ? filter : withTextCheck(filter);',
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
    [TERMS, 'isShort(search) ? beginningsOf(text).includes(search) :', ''],
  ],
  'search-ignored': [
    'search selects customers.',
    SEARCH,
    [HANDLER, '...(search?.trim() && { search: foldSearch(search.trim()) }),', ''],
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
    [
      LIST,
      'const filters = filtersOf(query, { own, all });',
      'const filters = filtersOf(query, { own, all }).slice(0, 1);',
    ],
  ],
});
