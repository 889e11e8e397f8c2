import type { components } from '../../generated/openapi.d.ts';
import { type BatchCommand, type BatchResult, isRolledBack } from '../domain/batch.ts';
import { Problem } from '../domain/problem.ts';
import type { HandlerResponse } from './handler-response.ts';
import { renameFields } from './rename-fields.ts';
import type { ResponseOptions } from './response-options.ts';
import type { BatchRequestWarnings } from './write-request.ts';

type Schemas = components['schemas'];

interface Batch {
  readonly command: BatchCommand;
  readonly requestWarnings: BatchRequestWarnings;
}

/** A refusal when the batch was all or nothing and came to nothing. */
export function renderBatch(
  decided: readonly BatchResult[],
  batch: Batch,
  { fieldNames: spellings }: ResponseOptions,
): HandlerResponse<'batchUpsertCustomers'> | Problem {
  const show = resultShower(batch, rolledBackIdsOf(batch.command, decided), spellings.item);
  const results = decided.map(show);
  const failed = results.flatMap(({ external_id, error }) =>
    error ? [{ external_id, error: error.message }] : [],
  );
  if (batch.command.atomic && failed.length > 0) {
    return new Problem(
      'batch_rejected',
      `${failed.length} of ${results.length} items failed, so nothing was written. Mend them, or send the batch without atomic.`,
      { details: { results } },
    );
  }
  const count = (...outcomes: Schemas['BatchOutcome'][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const { warnings } = batch.requestWarnings;
  return {
    status: 200,
    body: {
      created: count('created'),
      updated: count('updated', 'linked', 'unchanged'),
      skipped: count('stale'),
      failed,
      results,
      ...(warnings.length > 0 && { warnings: [...warnings] }),
    },
  };
}

/** The ids of customers that the batch would have made, had it not been taken back: they are nobody's. */
function rolledBackIdsOf(command: BatchCommand, decided: readonly BatchResult[]): ReadonlySet<string> {
  if (!isRolledBack(command, decided)) return new Set();
  return new Set(decided.flatMap((result) => (result.outcome === 'created' ? [result.after.id] : [])));
}

function resultShower(
  { command, requestWarnings }: Batch,
  rolledBackIds: ReadonlySet<string>,
  fieldNames: ResponseOptions['fieldNames']['item'],
) {
  return (result: BatchResult, index: number): Schemas['BatchResult'] => {
    const item = command.items[index];
    const shown = { index, external_id: item?.externalId ?? '', outcome: result.outcome };
    if (result.outcome === 'failed') {
      const { code, message, param } = renameFields(result.refusal, fieldNames);
      return { ...shown, error: { code, message, ...(param && { param }) } };
    }
    if (result.outcome === 'stale') return shown;
    const { id } = result.after;
    const warnings = [...(requestWarnings.itemWarnings[index] ?? []), ...result.warnings];
    return { ...shown, ...(!rolledBackIds.has(id) && { id }), ...(warnings.length > 0 && { warnings }) };
  };
}
