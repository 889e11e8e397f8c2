import { hash } from 'node:crypto';
import { ApiError } from '../../client/api-error.ts';
import type { Customers } from '../../client/customers.ts';
import type { BatchResult, UpsertOutcome } from '../../client/shapes.ts';
import { CliError } from '../cli-error.ts';
import type { ValidRow } from './read-row.ts';

/** What the server made of a row. */
export type RowAnswer =
  | { readonly outcome: UpsertOutcome; readonly warnings: readonly string[] }
  | { readonly refusal: string };

export type RowAnswers = ReadonlyMap<ValidRow, RowAnswer>;

/** @throws what ends an import: no answer, or a refusal that every row would meet. */
export type SendRows = (rows: readonly ValidRow[]) => Promise<RowAnswers>;

export interface RowSenderOptions {
  readonly customers: Customers;
  readonly source: string;
  /** Goes into every Idempotency-Key: rows that are sent again in the same run are answered as they were. */
  readonly runId: string;
}

/** A refusal by one of these is about what was sent, and the next rows may well go in. */
const ROW_STATUSES: ReadonlySet<number> = new Set([400, 409, 413, 422, 500]);

/** A server of another make or age may lack batches, or tell no more of them than how many rows went in. */
const NO_BATCHES = 'The server takes no batches that tell what became of each row. Add --single.';

/**
 * Sends rows in their order, together when there are several. When they are refused as a whole, each half is sent by
 * itself, until the row is found that the server cannot take.
 */
export function rowSender({ customers, source, runId }: RowSenderOptions): SendRows {
  async function sendRows(rows: readonly ValidRow[]): Promise<RowAnswers> {
    const [first, second] = rows;
    if (!first) return new Map();
    try {
      return second ? await sendTogether(rows) : new Map([[first, await sendOne(first)]]);
    } catch (error) {
      if (!(error instanceof ApiError && ROW_STATUSES.has(error.status))) throw error;
      if (!second) return new Map([[first, { refusal: refusalReason(error) }]]);
      const middle = Math.ceil(rows.length / 2);
      const earlier = await sendRows(rows.slice(0, middle));
      return new Map([...earlier, ...(await sendRows(rows.slice(middle)))]);
    }
  }

  async function sendTogether(rows: readonly ValidRow[]): Promise<RowAnswers> {
    const items = rows.map(({ item }) => item);
    try {
      const { results } = await customers.upsertBatch(source, items, { idempotencyKey: keyOf(runId, rows) });
      if (results?.length !== rows.length) throw new CliError(NO_BATCHES);
      return new Map(rows.map((row, index) => [row, readResult(results[index] as BatchResult)]));
    } catch (error) {
      throw error instanceof ApiError && lacksBatches(error) ? new CliError(NO_BATCHES) : error;
    }
  }

  async function sendOne(row: ValidRow): Promise<RowAnswer> {
    const { external_id, ...body } = row.item;
    const idempotencyKey = keyOf(runId, [row]);
    const result = await customers.upsert(source, external_id, body, { idempotencyKey });
    return {
      outcome: result.outcome,
      warnings: result.outcome === 'stale' ? [] : (result.warnings ?? []),
    };
  }

  return sendRows;
}

/** A server of the plain upsert may also answer a batch with a 200 of another shape. */
function lacksBatches({ status, code }: ApiError): boolean {
  return status === 404 || status === 405 || (code === 'unreadable_answer' && status === 200);
}

/** The same for the same rows of the same run, and for no others. */
function keyOf(runId: string, rows: readonly ValidRow[]): string {
  const sent = rows.map(({ row, json }) => `${row.line} ${json}`);
  return hash('sha256', [runId, ...sent].join('\n'), 'base64url');
}

function readResult({ outcome, error, warnings = [] }: BatchResult): RowAnswer {
  return outcome === 'failed' ? { refusal: error?.message ?? 'It failed.' } : { outcome, warnings };
}

function refusalReason({ status, message, requestId }: ApiError): string {
  return status === 500 ? `${message} (${requestId})` : message;
}
