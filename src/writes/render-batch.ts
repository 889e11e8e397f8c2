import type { components } from '../../generated/openapi.d.ts';
import { renameFields } from '../contract/field-names.ts';
import { type BatchCommand, type BatchResult, isRolledBack } from '../domain/batch.ts';
import { Problem, quoteShort } from '../domain/problem.ts';
import type { ResponseOptions } from './response-options.ts';
import type { HandlerResponse } from './responses.ts';
import type { WriteRequest } from './write-request.ts';

type Schemas = components['schemas'];

/** The largest number of characters of a valid external id. A response repeats no longer one. */
const MAX_EXTERNAL_ID = 255;

type Batch = Pick<WriteRequest<'upsertBatch'>, 'command' | 'warnings' | 'itemWarnings'>;

/** Returns Problem batch_rejected if the batch is atomic and an item failed. */
export function renderBatch(
  decided: readonly BatchResult[],
  batch: Batch,
  { fieldNames }: ResponseOptions,
): HandlerResponse<'batchUpsertCustomers'> | Problem {
  const render = resultRenderer(batch, rolledBackIds(batch.command, decided), fieldNames.item);
  const results = decided.map(render);
  const failed = results.flatMap(({ external_id, error }) =>
    error ? [{ external_id, error: error.message }] : [],
  );
  if (batch.command.atomic && failed.length > 0) {
    return new Problem(
      'batch_rejected',
      `${failed.length} of ${results.length} items failed, so nothing was written. Correct these items, or send the batch without atomic.`,
      { details: { results } },
    );
  }
  const count = (...outcomes: Schemas['BatchOutcome'][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    status: 200,
    body: {
      created: count('created'),
      updated: count('updated', 'linked', 'unchanged'),
      skipped: count('stale'),
      failed,
      results,
      ...(batch.warnings.length > 0 && { warnings: [...batch.warnings] }),
    },
  };
}

/** The ids of the customers that a rolled-back batch would have created. The response omits them: no customer has them. */
function rolledBackIds(command: BatchCommand, decided: readonly BatchResult[]): ReadonlySet<string> {
  if (!isRolledBack(command, decided)) return new Set();
  return new Set(decided.flatMap((result) => (result.outcome === 'created' ? [result.after.id] : [])));
}

function resultRenderer(
  { command, itemWarnings = {} }: Batch,
  omittedIds: ReadonlySet<string>,
  fieldNames: ResponseOptions['fieldNames']['item'],
) {
  return (result: BatchResult, index: number): Schemas['BatchResult'] => {
    const item = command.items[index];
    const common = {
      index,
      external_id: quoteShort(item?.externalId ?? '', MAX_EXTERNAL_ID),
      outcome: result.outcome,
    };
    if (result.outcome === 'failed') {
      const { code, message, param } = renameFields(result.refusal, fieldNames);
      return { ...common, error: { code, message, ...(param && { param }) } };
    }
    if (result.outcome === 'stale') return common;
    const { id } = result.after;
    const warnings = [...(itemWarnings[index] ?? []), ...result.warnings];
    return { ...common, ...(!omittedIds.has(id) && { id }), ...(warnings.length > 0 && { warnings }) };
  };
}
