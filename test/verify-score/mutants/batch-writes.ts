import { chapter } from '../mutant.ts';

const RENDER = 'writes/render-batch.ts';
const WRITES = 'domain/write-customers.ts';
const HANDLER = 'http/handlers/batch.ts';
const RULES = /batch/i;

export const BATCH_WRITE_MUTANTS = chapter('batch', {
  'dry-run-writes': [
    '?dry_run=true writes nothing.',
    RULES,
    [HANDLER, 'dryRun: query.dry_run', 'dryRun: false'],
  ],
  'dry-run-stored': [
    'A dry run stores nothing under its Idempotency-Key.',
    /batch|idempotency/i,
    ['http/middleware/idempotency.ts', 'isStored: !isDryRun(operation, query)', 'isStored: true'],
  ],
  'dry-run-unchanged': [
    'A dry run responds with what the batch would do.',
    RULES,
    [
      RENDER,
      'const results = decided.map(render);',
      "const results = decided.map(render).map((one) => batch.command.dryRun ? { ...one, outcome: 'unchanged' as const } : one);",
    ],
  ],
  'dry-run-events': [
    'A dry run writes no event.',
    /batch|event/i,
    [
      WRITES,
      'savepoint?.rollBack();',
      'savepoint?.rollBack();\n  if (command.dryRun) for (const result of results) if (result.outcome === "updated") unitOfWork.update(result.before as never, result.before, makeEvent(result.before, result.before, origin, Date.now()));',
    ],
  ],
  'no-events': [
    'A change by a batch writes an event.',
    /batch|event/i,
    [
      WRITES,
      'return applyUpsert(unitOfWork, item.command, origin);',
      'return applyUpsert(unitOfWork, item.command, origin, true);',
    ],
    [
      WRITES,
      'export function applyUpsert(unitOfWork: UnitOfWork, command: UpsertCommand, origin: Origin)',
      'export function applyUpsert(unitOfWork: UnitOfWork, command: UpsertCommand, origin: Origin, silent = false)',
    ],
    [
      WRITES,
      "if (decision.outcome !== 'stale') save(unitOfWork, decision, origin, command.now);",
      "if (silent && 'before' in decision && decision.before !== decision.after) unitOfWork.update(decision.before as never, decision.after, undefined);\n  else if (decision.outcome !== 'stale') save(unitOfWork, decision, origin, command.now);",
    ],
  ],
  'envelope-alone': [
    'An item without a text external_id makes the batch a 400.',
    RULES,
    ['contract/derive.ts', "'x-fails-alone'", "'x-never'"],
  ],
  'custom-fields-ignored': [
    'An item can have custom_fields.',
    /batch|keeps|writes/i,
    [
      HANDLER,
      '{ source, externalId: external_id }, body)',
      '{ source, externalId: external_id }, { ...body, custom_fields: undefined } as typeof body)',
    ],
  ],
  'metadata-ignored': [
    'An item can have metadata.',
    /batch|keeps|writes/i,
    [
      HANDLER,
      '{ source, externalId: external_id }, body)',
      '{ source, externalId: external_id }, { ...body, metadata: undefined } as typeof body)',
    ],
  ],
  'id-of-first': [
    'results gives the id of the customer of each item.',
    RULES,
    [
      RENDER,
      '...(!omittedIds.has(id) && { id })',
      '...(!omittedIds.has(id) && { id: (decided[0] as { after?: { id: string } }).after?.id ?? id })',
    ],
  ],
  'error-code': [
    'The error of an item has the code of its problem.',
    RULES,
    [RENDER, 'error: { code, message,', "error: { code: 'invalid_request', message,"],
  ],
  'error-param': [
    'The error of an item names the field.',
    RULES,
    [RENDER, ', ...(param && { param }) }', ', ...(param && param.length > 99 && { param }) }'],
  ],
  'duplicate-skipped': [
    'The second item with an id sees the effect of the first.',
    RULES,
    [
      HANDLER,
      'body.customers.map((item, index) => {',
      'body.customers.map((one, at, all) => all.find((other) => other.external_id === one.external_id) ?? one).map((item, index) => {',
    ],
  ],
});
