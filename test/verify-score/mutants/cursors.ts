import { chapter } from '../mutant.ts';

const HANDLER = 'http/handlers/customers.ts';
const PAGE = 'writes/read-customer-page.ts';
const ROWS = 'storage/sqlite/list/filtered-rows.ts';
const NEXT = '...(hasMore && last && { next: showListCursor(last.id) }),';
const AFTER = '...(after !== undefined && { after: readListCursor(after) }),';
const PAGING = /paging/;

export const CURSOR_MUTANTS = chapter('lists', {
  'next-missing': ['pagination.next is on each page that more customers follow.', PAGING, [PAGE, NEXT, '']],
  'next-on-last': [
    'pagination.next is not on the last page.',
    PAGING,
    [PAGE, 'hasMore && last &&', 'last &&'],
  ],
  'next-only-first': [
    'pagination.next is on each page that more customers follow, also on one by after.',
    PAGING,
    [PAGE, 'hasMore && last &&', 'hasMore && last && after === undefined &&'],
  ],
  'next-repeats': [
    'after continues the list behind the page.',
    PAGING,
    [PAGE, 'showListCursor(last.id)', 'showListCursor((items[0] ?? last).id)'],
  ],
  'next-skips': [
    'after continues the list right behind the page.',
    PAGING,
    [ROWS, 'filter((row) => row < before)', 'filter((row) => row < before - 1)'],
  ],
  'after-includes-last': [
    'after does not return the last customer of the page again.',
    PAGING,
    [ROWS, 'filter((row) => row < before)', 'filter((row) => row <= before)'],
  ],
  'after-as-offset': [
    'after continues the list, also if customers were created since.',
    PAGING,
    [PAGE, 'showListCursor(last.id)', "String(offset + limit).padStart(22, 'A')"],
    [
      HANDLER,
      '    offset,\n    ...(after',
      '    offset: after ? Number(after.replace(/^A+/, "")) : offset,\n    ...(after',
    ],
    [HANDLER, AFTER, ''],
  ],
  'after-ignored-by-list': ['after selects the page.', PAGING, [HANDLER, AFTER, '']],
  'after-beside-offset': [
    'after and offset together are a 400.',
    PAGING,
    [HANDLER, 'if (after !== undefined && offset > 0)', 'if (false)'],
  ],
  'total-of-rest': [
    'total counts all matches, also on a later page.',
    PAGING,
    [ROWS, 'total: rows.length };', 'total: older.length };'],
  ],
});
