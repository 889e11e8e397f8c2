import type { components } from '../../../generated/openapi.d.ts';
import type { BatchItem } from '../../domain/batch.ts';
import { foldSource } from '../../domain/customer.ts';
import { invalidFields, Problem } from '../../domain/problem.ts';
import type { Handler } from '../handler.ts';
import type { ReadItem } from '../request/batch-items.ts';
import { upsertCommand } from './external-customers.ts';
import type { Services } from './services.ts';

type ReadBatchItem = ReadItem<components['schemas']['BatchItem']> & { readonly externalId: string };

/** The largest number of unknown fields of a batch that have a warning of their own, and of one of its items. */
const NAMED_UNKNOWNS = 200;
const NAMED_UNKNOWNS_OF_ITEM = 20;

export function batchUpsert(services: Services): Handler<'batchUpsertCustomers'> {
  return async ({ body, query, warnings, itemErrors, write }) => {
    const source = foldSource(body.source);
    let unnamed = NAMED_UNKNOWNS;
    const read = body.customers.map((item, index) => {
      const fields = itemErrors.get(index);
      const named = Math.min(unnamed, NAMED_UNKNOWNS_OF_ITEM);
      const result = fields ? { refusal: invalidFields(fields) } : services.batchItems.read(item, named);
      if ('warnings' in result) unnamed -= Math.min(named, result.warnings.length);
      return { externalId: item.external_id, ...result };
    });
    const items = read.map((item) => readCommand(services, source, item));
    const command = { items, atomic: query.atomic, dryRun: query.dry_run };
    return write('upsertBatch', command, warnings, warningsByPlace(read));
  };
}

function readCommand(services: Services, source: string, item: ReadBatchItem): BatchItem {
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

function warningsByPlace(items: readonly ReadBatchItem[]): Record<number, readonly string[]> {
  const warned: Record<number, readonly string[]> = {};
  for (const [place, item] of items.entries()) {
    if ('warnings' in item && item.warnings.length > 0) warned[place] = item.warnings;
  }
  return warned;
}
