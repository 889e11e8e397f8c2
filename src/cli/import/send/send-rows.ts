import { hash } from 'node:crypto';
import { ApiError } from '../../../client/api-error.ts';
import type { Customers } from '../../../client/customers.ts';
import type { BatchResult, UpsertOutcome } from '../../../client/shapes.ts';
import { CliError } from '../../cli-error.ts';
import type { ValidRow } from '../map/read-row.ts';

/** The result of one row: its outcome, or the reason why the server refused it. */
export type RowResult =
  | { readonly outcome: UpsertOutcome; readonly warnings: readonly string[] }
  | {
      readonly refusal: string;
      /** The code of the server's error. */
      readonly code?: string | undefined;
    }
  /** No server has checked the row, but it has the email of an earlier row with another id. */
  | { readonly sharedEmail: string };

export type RowResults = ReadonlyMap<ValidRow, RowResult>;

/** @throws an error that ends the import: no response, or an error response that does not depend on the rows. */
export type SendRows = (rows: readonly ValidRow[]) => Promise<RowResults>;

export interface RowSenderOptions {
  readonly customers: Customers;
  readonly source: string;
  /** A part of every Idempotency-Key. The server replays its response to rows that are sent again in the same run. */
  readonly runId: string;
  /** Whether the server only returns the results that the rows would have. */
  readonly isDryRun?: boolean;
}

/** Statuses of errors that concern the rows of the request. Other rows may succeed. */
const ROW_STATUSES: ReadonlySet<number> = new Set([400, 409, 413, 422, 500]);

/** Another implementation or an older server may have no batches, or report no results per row. */
const NO_BATCHES = 'The server has no batches that report a result for each row. Add --single.';

/**
 * Creates a function that sends rows in their order, several rows as one batch. If the server refuses the batch, it sends
 * each half separately, until it has found the row that the server refuses.
 */
export function rowSender({ customers, source, runId, isDryRun = false }: RowSenderOptions): SendRows {
  async function sendRows(rows: readonly ValidRow[]): Promise<RowResults> {
    const [first, second] = rows;
    if (!first) return new Map();
    try {
      return second || isDryRun ? await sendBatch(rows) : new Map([[first, await sendOne(first)]]);
    } catch (error) {
      if (!(error instanceof ApiError && ROW_STATUSES.has(error.status))) throw error;
      if (!second) return new Map([[first, { refusal: refusalReason(error), code: error.code }]]);
      const middle = Math.ceil(rows.length / 2);
      const earlier = await sendRows(rows.slice(0, middle));
      return new Map([...earlier, ...(await sendRows(rows.slice(middle)))]);
    }
  }

  async function sendBatch(rows: readonly ValidRow[]): Promise<RowResults> {
    const items = rows.map(({ item }) => item);
    try {
      const idempotencyKey = keyOf(runId, rows);
      const options = { idempotencyKey, ...(isDryRun && { dryRun: true }) };
      const { results } = await customers.upsertBatch(source, items, options);
      if (results?.length !== rows.length) throw new CliError(NO_BATCHES);
      return new Map(rows.map((row, index) => [row, readResult(results[index] as BatchResult)]));
    } catch (error) {
      throw error instanceof ApiError && lacksBatches(error) ? new CliError(NO_BATCHES) : error;
    }
  }

  async function sendOne(row: ValidRow): Promise<RowResult> {
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

/** A server without batches may also respond to a batch with status 200 and another body. */
function lacksBatches({ status, code }: ApiError): boolean {
  return status === 404 || status === 405 || (code === 'unreadable_answer' && status === 200);
}

/** Returns an Idempotency-Key that is specific to these rows and this run. */
function keyOf(runId: string, rows: readonly ValidRow[]): string {
  const sent = rows.map(({ row, json }) => `${row.line} ${json}`);
  return hash('sha256', [runId, ...sent].join('\n'), 'base64url');
}

function readResult({ outcome, error, warnings = [] }: BatchResult): RowResult {
  return outcome === 'failed'
    ? { refusal: error?.message ?? 'The server reported no reason.', code: error?.code }
    : { outcome, warnings };
}

function refusalReason({ status, message, requestId }: ApiError): string {
  return status === 500 ? `${message} (${requestId})` : message;
}
