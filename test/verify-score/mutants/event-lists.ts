import { chapter } from '../mutant.ts';

const CURSOR = 'http/request/cursor-query.ts';
const TABLE = 'storage/sqlite/event-table.ts';
const EVENTS = 'http/handlers/events.ts';
const PARAMETERS = 'contract/validation/parameters.ts';
const GTE = '...(created_gte !== undefined && { from: secondsToMillis(Math.ceil(created_gte)) }),';
const LTE = '...(created_lte !== undefined && { to: secondsToMillis(Math.floor(created_lte)) + 999 }),';
const CURSORS = /paging|events|cursor/;
const EVENT_FILTERS = /event|filter/;

export const EVENT_LIST_MUTANTS = chapter('lists', {
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
    [
      EVENTS,
      'serializeCursorPage(slice,',
      'serializeCursorPage({ ...slice, hasMore: slice.items.length === query.limit },',
    ],
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
  'gte-ignored': ['created_gte selects events.', EVENT_FILTERS, [EVENTS, GTE, '']],
  'lte-ignored': ['created_lte selects events.', EVENT_FILTERS, [EVENTS, LTE, '']],
  'lte-before': [
    'created_lte includes its second.',
    EVENT_FILTERS,
    [
      EVENTS,
      'secondsToMillis(Math.floor(created_lte)) + 999',
      'secondsToMillis(Math.floor(created_lte)) - 1',
    ],
  ],
  'gte-after': [
    'created_gte includes its second.',
    EVENT_FILTERS,
    [EVENTS, 'Math.ceil(created_gte)', 'Math.ceil(created_gte) + 1'],
  ],
  'gte-fraction-lost': [
    'created_gte with a fraction does not select the second before it.',
    EVENT_FILTERS,
    [EVENTS, 'Math.ceil(created_gte)', 'Math.floor(created_gte)'],
  ],
  'lte-fraction-rounded': [
    'created_lte with a fraction does not select the second after it.',
    EVENT_FILTERS,
    [EVENTS, 'Math.floor(created_lte)', 'Math.ceil(created_lte)'],
  ],
  'fraction-refused': [
    'created_gte and created_lte can have a fraction.',
    EVENT_FILTERS,
    [PARAMETERS, '^-?\\d+(?:\\.\\d+)?', '^-?\\d+'],
  ],
  'exponent-refused': [
    'created_gte and created_lte can have an exponent.',
    EVENT_FILTERS,
    [PARAMETERS, '(?:[eE][+-]?\\d+)?$', '$'],
  ],
  'gte-milliseconds': [
    'created_gte is in seconds.',
    EVENT_FILTERS,
    [EVENTS, 'from: secondsToMillis(Math.ceil(created_gte))', 'from: created_gte'],
  ],
});
