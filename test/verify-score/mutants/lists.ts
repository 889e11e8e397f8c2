import { chapter } from '../mutant.ts';

const HANDLER = 'http/handlers/customers.ts';
const LIST = 'storage/sqlite/list/customer-list.ts';
const FILTERS = 'storage/sqlite/list/customer-filters.ts';
const TERMS = 'domain/search-terms.ts';
const CURSOR = 'http/request/cursor-query.ts';
const TABLE = 'storage/sqlite/event-table.ts';
const EVENTS = 'http/handlers/events.ts';
const PAGING = /paging|filter|search/;
const SEARCH = /search|filter/;
const CURSORS = /paging|events|cursor/;
const EVENT_FILTERS = /event|filter/;

export const LIST_MUTANTS = chapter('lists', {
  'offset-ignored': [
    'offset skips customers.',
    PAGING,
    [HANDLER, '    limit,\n    offset,\n    ...(search', '    limit,\n    offset: 0,\n    ...(search'],
  ],
  'offset-is-page': [
    'offset counts customers, not pages.',
    PAGING,
    [
      HANDLER,
      '    limit,\n    offset,\n    ...(search',
      '    limit,\n    offset: offset * limit,\n    ...(search',
    ],
  ],
  'limit-plus-one': [
    'A page has at most limit customers.',
    PAGING,
    [
      HANDLER,
      '    limit,\n    offset,\n    ...(search',
      '    limit: limit + 1,\n    offset,\n    ...(search',
    ],
  ],
  'has-more-false': ['hasMore is exact.', PAGING, [HANDLER, ', hasMore };', ', hasMore: false };']],
  'has-more-if-full': [
    'hasMore is exact.',
    PAGING,
    [HANDLER, ', hasMore };', ', hasMore: items.length === limit };'],
  ],
  'total-of-page': [
    'total counts all matches.',
    PAGING,
    [HANDLER, '...(total !== undefined && { total })', 'total: items.length'],
  ],
  'total-of-all': [
    'total counts the matches of the filters.',
    PAGING,
    [LIST, 'total: rows.length };', 'total: this.#total.get(scope.tenant) ?? 0 };'],
  ],
  'no-total': [
    'Without a filter total is exact.',
    PAGING,
    [HANDLER, '...(total !== undefined && { total })', '...(total === -1 && { total })'],
  ],
  'oldest-first': [
    'The newest customer comes first.',
    PAGING,
    [HANDLER, 'items.map(showCustomer)', '[...items].reverse().map(showCustomer)'],
  ],
  'by-update': [
    'The list is in the order of creation.',
    /paging|list|order/,
    [
      HANDLER,
      'items.map(showCustomer)',
      '[...items].sort((a, b) => b.updatedAt - a.updatedAt).map(showCustomer)',
    ],
  ],
  'parts-missing': [
    'A customer in a list has each field.',
    /list|twins|paging|keeps|search/,
    [
      HANDLER,
      'items.map(showCustomer)',
      'items.map((one) => showCustomer({ ...one, fields: { email: one.fields.email, ...(one.fields.name && { name: one.fields.name }) } }))',
    ],
  ],
  'references-missing': [
    'A customer in a list has its references.',
    /list|twins|paging|keeps|search/,
    [HANDLER, 'items.map(showCustomer)', 'items.map((one) => showCustomer({ ...one, references: [] }))'],
  ],
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
    [HANDLER, 'search: foldSearch(search)', 'search'],
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
    [HANDLER, 'search: foldSearch(search)', "search: foldSearch(search).replaceAll('%', '')"],
  ],
  'search-underscore': [
    '% and _ have no special meaning in a search.',
    SEARCH,
    [HANDLER, 'search: foldSearch(search)', "search: foldSearch(search).split('_').at(-1) ?? ''"],
  ],
  'search-words': [
    'A search of several words is one text.',
    SEARCH,
    [HANDLER, 'search: foldSearch(search)', "search: foldSearch(search).split(' ').at(-1) ?? ''"],
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
    [HANDLER, '...(search?.trim() &&', '...(false &&'],
    [HANDLER, 'foldSearch(search) }', 'foldSearch(search ?? "") }'],
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
  'after-includes': [
    'starting_after begins after its item.',
    CURSORS,
    [
      TABLE,
      'query.startingAfter !== undefined ? sequence - 1 : last',
      'query.startingAfter !== undefined ? sequence : last',
    ],
  ],
  'before-oldest': [
    'ending_before ends with the next newer item.',
    CURSORS,
    [TABLE, "isBackwards ? 'ORDER BY e.row ASC'", "isBackwards ? 'ORDER BY e.row DESC'"],
    [TABLE, 'isBackwards ? items.reverse() : items', 'items'],
  ],
  'before-reversed': [
    'A page before a cursor begins with its newest item.',
    CURSORS,
    [TABLE, 'isBackwards ? items.reverse() : items', 'items'],
  ],
  'starting-after-ignored': [
    'starting_after selects the page after an item.',
    CURSORS,
    [CURSOR, '...(starting_after !== undefined && { startingAfter: starting_after }),', ''],
  ],
  'both-cursors': [
    'Both cursors at once are a 400.',
    CURSORS,
    [CURSOR, 'if (starting_after !== undefined && ending_before !== undefined)', 'if (false)'],
  ],
  'unknown-cursor': [
    'A cursor that is not in the list is a 400.',
    CURSORS,
    [TABLE, 'if (cursor !== undefined && !at) throw cursorMissing(query);', ''],
  ],
  'events-has-more': [
    'has_more is exact.',
    CURSORS,
    [EVENTS, 'has_more: hasMore', 'has_more: items.length === query.limit && hasMore !== null'],
  ],
  'events-limit': [
    'limit limits the events.',
    CURSORS,
    [CURSOR, '    limit,\n    ...(starting_after', '    limit: 100,\n    ...(starting_after'],
  ],
  'type-ignored': [
    'type selects events.',
    EVENT_FILTERS,
    [EVENTS, '...(requested && {', '...(types && requested && {'],
  ],
  'types-first': [
    'types selects the events of each type.',
    EVENT_FILTERS,
    [EVENTS, "types?.split(',')", "types?.split(',').slice(0, 1)"],
  ],
  'type-and-types': [
    'type and types combine.',
    EVENT_FILTERS,
    [EVENTS, 'type === undefined ? requested : requested.filter((one) => one === type)', 'requested'],
  ],
  'customer-ignored': [
    'customer_id selects events.',
    EVENT_FILTERS,
    [EVENTS, '...(customer_id !== undefined && { customerId: customer_id }),', ''],
  ],
  'invoice-ignored': [
    'invoice_id selects no event of a customer.',
    EVENT_FILTERS,
    [EVENTS, '...(otherResource !== undefined && { types: [] }),', ''],
  ],
  'gte-ignored': [
    'created_gte selects events.',
    EVENT_FILTERS,
    [EVENTS, '...(created_gte !== undefined && { from: created_gte * 1000 }),', ''],
  ],
  'lte-ignored': [
    'created_lte selects events.',
    EVENT_FILTERS,
    [EVENTS, '...(created_lte !== undefined && { to: created_lte * 1000 + 999 }),', ''],
  ],
  'lte-before': [
    'created_lte includes its second.',
    EVENT_FILTERS,
    [EVENTS, 'created_lte * 1000 + 999', 'created_lte * 1000 - 1'],
  ],
  'gte-after': [
    'created_gte includes its second.',
    EVENT_FILTERS,
    [EVENTS, 'from: created_gte * 1000', 'from: (created_gte + 1) * 1000'],
  ],
  'gte-milliseconds': [
    'created_gte is in seconds.',
    EVENT_FILTERS,
    [EVENTS, 'from: created_gte * 1000', 'from: created_gte'],
  ],
});
