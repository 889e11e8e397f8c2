import { chapter } from '../mutant.ts';

const HANDLER = 'http/handlers/customers.ts';
const LIST = 'storage/sqlite/list/customer-list.ts';
const PAGING = /paging|filter|search/;

export const LIST_MUTANTS = chapter('lists', {
  'offset-ignored': [
    'offset skips customers.',
    PAGING,
    [HANDLER, '    limit,\n    offset,\n    ...(after', '    limit,\n    offset: 0,\n    ...(after'],
  ],
  'offset-is-page': [
    'offset counts customers, not pages.',
    PAGING,
    [
      HANDLER,
      '    limit,\n    offset,\n    ...(after',
      '    limit,\n    offset: offset * limit,\n    ...(after',
    ],
  ],
  'limit-plus-one': [
    'A page has at most limit customers.',
    PAGING,
    [HANDLER, '    limit,\n    offset,\n    ...(after', '    limit: limit + 1,\n    offset,\n    ...(after'],
  ],
  'has-more-false': [
    'hasMore is exact.',
    PAGING,
    [HANDLER, '        hasMore,\n', '        hasMore: false,\n'],
  ],
  'has-more-if-full': [
    'hasMore is exact.',
    PAGING,
    [HANDLER, '        hasMore,\n', '        hasMore: items.length === limit,\n'],
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
    [HANDLER, 'found.map(showCustomer)', '[...found].reverse().map(showCustomer)'],
  ],
  'by-update': [
    'The list is in the order of creation.',
    /paging|list|order/,
    [
      HANDLER,
      'found.map(showCustomer)',
      '[...found].sort((a, b) => b.updatedAt - a.updatedAt).map(showCustomer)',
    ],
  ],
  'parts-missing': [
    'A customer in a list has each field.',
    /list|twins|paging|keeps|search|filters/,
    [
      HANDLER,
      'found.map(showCustomer)',
      'found.map((one) => showCustomer({ ...one, fields: { email: one.fields.email, ...(one.fields.name && { name: one.fields.name }) } }))',
    ],
  ],
  'references-missing': [
    'A customer in a list has its references.',
    /list|twins|paging|keeps|search|filters/,
    [HANDLER, 'found.map(showCustomer)', 'found.map((one) => showCustomer({ ...one, references: [] }))'],
  ],
});
