import { chapter } from '../mutant.ts';

const HANDLER = 'http/handlers/customers.ts';
const PAGE = 'writes/read-customer-page.ts';
const LIST = 'storage/sqlite/list/customer-list.ts';
const ITEMS = '{ items, hasMore },\n    {';
const SHOW = 'showCustomer(customer, casing)';
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
    [PAGE, '          hasMore,\n', '          hasMore: false,\n'],
  ],
  'has-more-if-full': [
    'hasMore is exact.',
    PAGING,
    [PAGE, '          hasMore,\n', '          hasMore: items.length === limit,\n'],
  ],
  'total-of-page': [
    'total counts all matches.',
    PAGING,
    [PAGE, '...(total !== undefined && { total })', 'total: items.length'],
  ],
  'total-of-all': [
    'total counts the matches of the filters.',
    PAGING,
    [LIST, '{ ...page, items:', '{ ...page, total: this.#total.get(scope.tenant) ?? 0, items:'],
  ],
  'no-total': [
    'Without a filter total is exact.',
    PAGING,
    [PAGE, '...(total !== undefined && { total })', '...(total === -1 && { total })'],
  ],
  'oldest-first': [
    'The newest customer comes first.',
    PAGING,
    [PAGE, ITEMS, '{ items: [...items].reverse(), hasMore },\n    {'],
  ],
  'by-update': [
    'The list is in the order of creation.',
    /paging|list|order/,
    [PAGE, ITEMS, '{ items: [...items].sort((a, b) => b.updatedAt - a.updatedAt), hasMore },\n    {'],
  ],
  'parts-missing': [
    'A customer in a list has each field.',
    /list|twins|paging|keeps|search|filters/,
    [
      PAGE,
      SHOW,
      'showCustomer({ ...customer, fields: { email: customer.fields.email, ...(customer.fields.name && { name: customer.fields.name }) } }, casing)',
    ],
  ],
  'references-missing': [
    'A customer in a list has its references.',
    /list|twins|paging|keeps|search|filters/,
    [PAGE, SHOW, 'showCustomer({ ...customer, references: [] }, casing)'],
  ],
});
