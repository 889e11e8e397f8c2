import { ApiError } from '../../client/api-error.ts';
import type { UpsertCustomerBody } from '../../client/shapes.ts';
import type { UpsertResult } from '../../client/upsert-result.ts';
import { foldEmail } from '../../domain/customer.ts';
import { type Draft, draftUpsert } from './draft.ts';
import { KeyedOrder } from './keyed-order.ts';
import type { Mapping } from './mapping.ts';
import type { RejectsFile } from './rejects-file.ts';
import type { RowJudge } from './row-judge.ts';
import type { Row } from './table.ts';
import type { Tally } from './tally.ts';
import type { UpsertFields } from './upsert-fields.ts';

export interface RowImportOptions {
  readonly fields: UpsertFields;
  readonly mapping: Mapping;
  readonly judge: RowJudge;
  readonly rejects: RejectsFile;
  readonly tally: Tally;
  /** Sends one customer; undefined when nothing is to be sent. */
  readonly upsert: ((externalId: string, body: UpsertCustomerBody) => Promise<UpsertResult>) | undefined;
}

/** A refusal by one of these is about the row alone, and the next one may well go in. */
const ROW_STATUSES: ReadonlySet<number> = new Set([400, 409, 413, 422, 500]);

/**
 * Takes one row from the file to the server and counts what became of it. Rows of one customer, by external id or by
 * email, are sent in the order of the file.
 *
 * @returns a function that throws what ends an import: no answer, or a refusal that every row would meet.
 */
export function rowImport(options: RowImportOptions): (row: Row) => Promise<void> {
  const { fields, mapping, judge, rejects, tally, upsert } = options;
  const order = new KeyedOrder();

  function reject(row: Row, reason: string): void {
    tally.rejected += 1;
    rejects.add(row, reason);
  }

  async function send(row: Row, externalId: string, body: UpsertCustomerBody): Promise<void> {
    try {
      const result = await upsert?.(externalId, body);
      if (!result) return;
      tally.outcomes[result.outcome] += 1;
      if (result.outcome === 'stale') return;
      for (const warning of result.warnings ?? []) tally.warnings.add(warning);
    } catch (error) {
      if (!(error instanceof ApiError && ROW_STATUSES.has(error.status))) throw error;
      reject(row, refusalReason(error));
    }
  }

  return async (row) => {
    tally.read += 1;
    if ('fault' in row) return reject(row, row.fault);
    const draft = draftUpsert(mapping.values(row.cells), fields);
    const reasons = judge.judge(draft);
    if (reasons.length > 0) return reject(row, reasons.join('; '));
    tally.valid += 1;
    for (const name of draft.unknownCountries) tally.unknownCountries.add(name);
    const { externalId, body } = judged(draft);
    await order.run([`id ${externalId}`, `email ${foldEmail(body.email)}`], () =>
      send(row, externalId, body),
    );
  };
}

/** The schema has found them so. */
function judged({ externalId, body }: Draft): { externalId: string; body: UpsertCustomerBody } {
  return { externalId: externalId as string, body: body as UpsertCustomerBody };
}

function refusalReason(error: ApiError): string {
  if (error.code === 'conflict') {
    const { source, external_id, customer_id } = error.details;
    return `${error.message} It is ${source ? `${source} ${external_id}` : `customer ${customer_id}`}.`;
  }
  return error.status === 500 ? `${error.message} (${error.requestId})` : error.message;
}
