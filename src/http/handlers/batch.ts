import type { components } from '../../../generated/openapi.d.ts';
import { type BatchCommand, type BatchItem, type BatchResult, isTakenBack } from '../../domain/batch.ts';
import { foldSource } from '../../domain/customer.ts';
import { Problem } from '../../domain/problem.ts';
import type { ReadItem } from '../batch-items.ts';
import type { Handler, Reply } from '../handler.ts';
import { upsertCommand } from './external-customers.ts';
import type { Services } from './services.ts';

type Schemas = components['schemas'];

/** What the item readers found, in the order of the request. */
type ReadItems = readonly (ReadItem<Schemas['BatchItem']> & { externalId: string })[];

export function batchUpsert(services: Services): Handler<'batchUpsertCustomers'> {
  return async ({ body, query, warnings, write }) => {
    const source = foldSource(body.source);
    const items: ReadItems = body.customers.map((item) => ({
      externalId: item.external_id,
      ...services.batchItems.read(item),
    }));
    const command: BatchCommand = {
      items: items.map((item) => readCommand(services, source, item)),
      atomic: query.atomic,
      dryRun: query.dry_run,
    };
    const answer = (decided: readonly BatchResult[]) => {
      const show = resultShower(services, unmadeIds(command, decided));
      const results = decided.map((result, index) => show(result, index, items[index]));
      return answerBatch(command, results, warnings);
    };
    return services.store.customers.upsertBatch(write(command, answer));
  };
}

function readCommand(services: Services, source: string, item: ReadItems[number]): BatchItem {
  if ('refusal' in item) return item;
  try {
    const { external_id, ...body } = item.known;
    return {
      externalId: external_id,
      command: upsertCommand(services, { source, externalId: external_id }, body),
    };
  } catch (error) {
    if (error instanceof Problem) return { externalId: item.externalId, refusal: error };
    throw error;
  }
}

/** A refusal when the batch was all or nothing and came to nothing. */
function answerBatch(
  command: BatchCommand,
  results: Schemas['BatchResult'][],
  warnings: readonly string[],
): Reply<'batchUpsertCustomers'> | Problem {
  const failed = results.flatMap(({ external_id, error }) =>
    error ? [{ external_id, error: error.message }] : [],
  );
  if (command.atomic && failed.length > 0) {
    return new Problem(
      'batch_rejected',
      `${failed.length} of ${results.length} items failed, so nothing was written. Mend them, or send the batch without atomic.`,
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
      ...(warnings.length > 0 && { warnings: [...warnings] }),
    },
  };
}

/** The ids of customers that the batch would have made, had it not been taken back: they are nobody's. */
function unmadeIds(command: BatchCommand, decided: readonly BatchResult[]): ReadonlySet<string> {
  if (!isTakenBack(command, decided)) return new Set();
  return new Set(decided.flatMap((result) => (result.outcome === 'created' ? [result.after.id] : [])));
}

function resultShower({ batchItems }: Services, unmade: ReadonlySet<string>) {
  return (result: BatchResult, index: number, item?: ReadItems[number]): Schemas['BatchResult'] => {
    const told = { index, external_id: item?.externalId ?? '', outcome: result.outcome };
    if (result.outcome === 'failed') {
      const { code, message, param } = batchItems.respell(result.refusal);
      return { ...told, error: { code, message, ...(param && { param }) } };
    }
    if (result.outcome === 'stale') return told;
    const { id } = result.after;
    const warnings = [...(item && 'warnings' in item ? item.warnings : []), ...result.warnings];
    return { ...told, ...(!unmade.has(id) && { id }), ...(warnings.length > 0 && { warnings }) };
  };
}
