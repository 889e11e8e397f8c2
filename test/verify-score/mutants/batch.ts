import { chapter } from '../mutant.ts';

const RENDER = 'writes/render-batch.ts';
const WRITES = 'domain/write-customers.ts';
const BATCH = 'domain/batch.ts';
const HANDLER = 'http/handlers/batch.ts';
const RULES = /batch/i;

export const BATCH_MUTANTS = chapter('batch', {
  'linked-is-created': [
    'linked counts as updated.',
    RULES,
    [RENDER, "count('created')", "count('created', 'linked')"],
    [RENDER, "count('updated', 'linked', 'unchanged')", "count('updated', 'unchanged')"],
  ],
  'unchanged-is-skipped': [
    'unchanged counts as updated.',
    RULES,
    [RENDER, "count('updated', 'linked', 'unchanged')", "count('updated', 'linked')"],
    [RENDER, "count('stale')", "count('stale', 'unchanged')"],
  ],
  'stale-is-updated': [
    'stale counts as skipped.',
    RULES,
    [RENDER, "count('stale')", '0'],
    [RENDER, "'linked', 'unchanged')", "'linked', 'unchanged', 'stale')"],
  ],
  'error-object': [
    'failed[].error is a text.',
    RULES,
    [RENDER, 'error: error.message }]', 'error: { message: error.message } as never }]'],
  ],
  'index-from-one': ['index counts from 0.', RULES, [RENDER, '      index,\n', '      index: index + 1,\n']],
  'failed-left-out': [
    'results lists each item.',
    RULES,
    [
      RENDER,
      '      failed,\n      results,',
      "      failed,\n      results: results.filter(({ outcome }) => outcome !== 'failed'),",
    ],
  ],
  'results-reversed': [
    'results lists the items in their order.',
    RULES,
    [RENDER, '      failed,\n      results,', '      failed,\n      results: [...results].reverse(),'],
  ],
  'failure-fails-all': [
    'An invalid item fails alone.',
    RULES,
    [BATCH, 'dryRun || (atomic &&', 'dryRun || (true || atomic &&'],
    [BATCH, 'return dryRun ||', 'return dryRun ||'],
    [
      WRITES,
      'command.atomic || command.dryRun ? unitOfWork.savepoint() : undefined',
      'unitOfWork.savepoint()',
    ],
  ],
  'conflict-stops': [
    'An item with a conflict fails alone.',
    RULES,
    [
      WRITES,
      "if ('refusal' in item) return { outcome: 'failed', refusal: Problem.of(item.refusal) };",
      "if (failure) return { outcome: 'failed', refusal: failure };\n    if ('refusal' in item) return { outcome: 'failed', refusal: Problem.of(item.refusal) };",
    ],
    [
      WRITES,
      "if (error instanceof Problem) return { outcome: 'failed', refusal: error };\n      throw error;\n    }\n  });",
      "if (error instanceof Problem) { failure = error; return { outcome: 'failed', refusal: error }; }\n      throw error;\n    }\n  });",
    ],
    [
      WRITES,
      'const results = command.items.map(',
      'let failure: Problem | undefined;\n  const results = command.items.map(',
    ],
  ],
  'atomic-ignored': [
    '?atomic=true writes all items or none.',
    RULES,
    [HANDLER, 'atomic: query.atomic', 'atomic: false'],
  ],
  'atomic-writes': [
    'A refused atomic batch writes nothing.',
    RULES,
    [BATCH, 'dryRun || (atomic && results.some', 'dryRun || (false && atomic && results.some'],
  ],
  'atomic-keeps-known': [
    'A refused atomic batch writes nothing, also to known customers.',
    RULES,
    [
      WRITES,
      'savepoint?.rollBack();',
      "{ savepoint?.rollBack(); for (const item of command.items) if ('command' in item && !command.dryRun) { const current = unitOfWork.findByReference(item.command.reference); if (current) try { applyUpsert(unitOfWork, item.command, origin); } catch {} } }",
    ],
  ],
  'atomic-is-200': [
    'A refused atomic batch is a 409.',
    RULES,
    [RENDER, 'if (batch.command.atomic && failed.length > 0)', 'if (false)'],
  ],
  'atomic-without-results': [
    'A refused atomic batch has details.results.',
    RULES,
    [RENDER, '{ details: { results } }', '{}'],
  ],
});
