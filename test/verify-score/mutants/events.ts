import { chapter } from '../mutant.ts';

const WRITES = 'domain/write-customers.ts';
const EVENT = 'domain/event.ts';
const VIEW = 'http/response/event-view.ts';
const TABLE = 'storage/sqlite/event-table.ts';
const COUNTERS = 'storage/sqlite/tenants.ts';
const RULES = /event/;
const EVENT_OF_UPDATE = 'isEvent(before, after) ? makeEvent(before, after, origin, now) : undefined';

export const EVENT_MUTANTS = chapter('events', {
  'none-for-update': ['A change writes an event.', RULES, [WRITES, EVENT_OF_UPDATE, 'undefined']],
  'none-for-patch': [
    'A change by PATCH writes an event.',
    RULES,
    [
      WRITES,
      'const decision = decideUpdate(command, before, emailUsage);\n  save(unitOfWork, decision, origin, command.now);',
      'const decision = decideUpdate(command, before, emailUsage);\n  if (before && before !== decision.after) unitOfWork.update(before, decision.after, undefined);',
    ],
  ],
  'for-newer-time': [
    'A newer time alone writes no event.',
    /event|stale/,
    [WRITES, EVENT_OF_UPDATE, 'makeEvent(before, after, origin, now)'],
  ],
  'for-unchanged': [
    'A request that changes nothing writes no event.',
    RULES,
    [
      WRITES,
      'if (before === after) return;',
      'if (before === after) { unitOfWork.update(before as never, after, makeEvent(before, after, origin, now)); return; }',
    ],
  ],
  'for-stale': [
    'A stale request writes no event.',
    RULES,
    [
      WRITES,
      "if (decision.outcome !== 'stale') save(unitOfWork, decision, origin, command.now);",
      "if (decision.outcome !== 'stale') save(unitOfWork, decision, origin, command.now);\n  else if (current) unitOfWork.update(current, current, makeEvent(current, current, origin, command.now));",
    ],
  ],
  type: [
    'The type of a change is customer.updated.',
    RULES,
    [WRITES, "type: before ? 'customer.updated' : 'customer.created'", "type: 'customer.created'"],
  ],
  today: [
    'An event has the customer as it was after the change.',
    RULES,
    [
      TABLE,
      'const items = rows.map((row) => readEvent(scope, row));',
      'const items = rows.map((row, _index, all) => ({ ...readEvent(scope, row), customer: readEvent(scope, all[0] as EventRow).customer }));',
    ],
  ],
  before: [
    'An event has the customer as it was after the change.',
    RULES,
    [
      WRITES,
      'const { id, fields, references, version, createdAt, updatedAt } = after;',
      'const { id, fields, references, version, createdAt, updatedAt } = before ?? after;',
    ],
  ],
  'previous-all': [
    'previous_attributes has only the changed fields.',
    RULES,
    [
      EVENT,
      'const changed = [...names].filter((name) => !sameJson(before.fields[name], after.fields[name]));',
      'const changed = [...names];',
    ],
  ],
  'previous-new-value': [
    'previous_attributes has the previous values.',
    RULES,
    [
      EVENT,
      'changed.map((name) => [name, before.fields[name] ?? null])',
      'changed.map((name) => [name, after.fields[name] ?? null])',
    ],
  ],
  'previous-without-null': [
    'previous_attributes has null for a field that had no value.',
    RULES,
    [
      EVENT,
      'changed.map((name) => [name, before.fields[name] ?? null])',
      'changed.filter((name) => before.fields[name] !== undefined).map((name) => [name, before.fields[name]])',
    ],
  ],
  'previous-missing': [
    'customer.updated has previous_attributes.',
    RULES,
    [VIEW, '...(event.previous &&', '...(event.sequence < 0 && event.previous &&'],
  ],
  'previous-part-of-metadata': [
    'previous_attributes gives metadata completely.',
    RULES,
    [
      VIEW,
      '[toSnake(name), value]',
      "[toSnake(name), name === 'metadata' && value ? Object.fromEntries(Object.entries(value as object).slice(0, 1)) : value]",
    ],
  ],
  'previous-time-missing': [
    'previous_attributes has updated_at.',
    RULES,
    [VIEW, '...(updatedAt !== undefined && { updated_at: showMillis(updatedAt) }),', ''],
  ],
  'previous-camel': [
    'Names in previous_attributes are in snake_case.',
    RULES,
    [VIEW, '[toSnake(name), value]', '[name, value]'],
  ],
  gap: [
    'sequence has no gaps.',
    RULES,
    [COUNTERS, 'counters.events += 1;', 'counters.events += counters.events % 7 === 3 ? 2 : 1;'],
  ],
  'gap-after-rejection': [
    'sequence has no gaps, also after a refused atomic batch.',
    /event|batch/,
    [
      COUNTERS,
      'discard(): void {\n    this.#changed.clear();',
      'discard(): void {\n    for (const [tenant, { events }] of this.#changed) { const counters = this.#read.get(tenant); if (counters) this.#write.run(counters.customers, events, counters.lastEventAt, tenant); }\n    this.#changed.clear();',
    ],
    [
      'storage/sqlite/unit-of-work.ts',
      '      rollBack.run();\n      counters.discard();\n      release.run();',
      '      rollBack.run();\n      release.run();\n      counters.discard();',
    ],
  ],
  'oldest-first': [
    'The newest event comes first.',
    /event|paging/,
    [
      'http/handlers/events.ts',
      'serializeCursorPage(slice,',
      'serializeCursorPage({ ...slice, items: [...slice.items].reverse() },',
    ],
  ],
  'no-request-id': [
    'An event has the X-Request-Id of its request.',
    RULES,
    [WRITES, '    requestId,\n    idempotencyKey,\n  };', '    requestId: null,\n    idempotencyKey,\n  };'],
  ],
  'no-idempotency-key': [
    'An event has the Idempotency-Key of its request.',
    RULES,
    [WRITES, '    requestId,\n    idempotencyKey,\n  };', '    requestId,\n    idempotencyKey: null,\n  };'],
  ],
  object: [
    'The customer of an event has object: "customer".',
    RULES,
    [VIEW, "object: { id, object: 'customer',", 'object: { id,'],
  ],
  camel: [
    'The customer of an event is in snake_case.',
    RULES,
    [VIEW, "showCustomer(event.customer, 'snake')", "showCustomer(event.customer, 'camel')"],
  ],
  milliseconds: [
    'created is in UNIX seconds.',
    RULES,
    [VIEW, 'Math.floor(event.createdAt / 1000)', 'event.createdAt'],
  ],
  livemode: [
    'livemode is true for live data.',
    /livemode|event/,
    [VIEW, "livemode: mode === 'live'", 'livemode: false'],
  ],
  'get-differs': [
    'An event read by its id equals the event of the list.',
    RULES,
    [
      'http/handlers/events.ts',
      'body: showEvent(event, caller.mode, apiVersion) };',
      'body: { ...showEvent(event, caller.mode, apiVersion), pending_webhooks: 1 } };',
    ],
  ],
  'api-version': [
    'api_version is the version of the API.',
    RULES,
    [VIEW, 'api_version: apiVersion', "api_version: '2020-01-01'"],
  ],
});
