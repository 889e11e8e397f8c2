import { foldEmail } from '../../../domain/email.ts';
import { copyOf } from '../conflicts/copy-text.ts';
import type { Relatives } from '../conflicts/find-relatives.ts';
import type { ValidRow } from '../map/read-row.ts';
import type { GroupLimits } from './group-rows.ts';
import type { RowResults, SendRows } from './send-rows.ts';

export interface DryRunOptions {
  /** Sends rows as a dry run. The server rolls each request back, so one request does not see the rows of another. */
  readonly send: SendRows;
  readonly relatives: Relatives;
  readonly limits: GroupLimits;
}

/**
 * Creates a function that foretells the results of rows as if they were written. In front of rows whose id or email is
 * on an earlier row too, it sends what the earlier rows would have stored, so the server applies its own rules to both.
 */
export function dryRunSender({ send, relatives, limits }: DryRunOptions): SendRows {
  const accepted = new AcceptedRows();
  return async function sendRows(rows): Promise<RowResults> {
    const related = rows.filter((row) => relatives.has(row));
    const earlier = accepted.before(related);
    if (rows.length > 1 && !fits([...earlier, ...rows], limits)) {
      const middle = Math.ceil(rows.length / 2);
      const first = await sendRows(rows.slice(0, middle));
      return new Map([...first, ...(await sendRows(rows.slice(middle)))]);
    }
    const results = await send([...earlier, ...rows]);
    for (const row of related) if (isAccepted(results, row)) accepted.add(row);
    return results;
  };
}

function fits(rows: readonly ValidRow[], limits: GroupLimits): boolean {
  const bytes = rows.reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, 0);
  return rows.length <= limits.rows && bytes <= limits.bytes;
}

function isAccepted(results: RowResults, row: ValidRow): boolean {
  const result = results.get(row);
  return result !== undefined && 'outcome' in result && result.outcome !== 'stale';
}

/** A row that a run would have stored. Its JSON alone is stored, since a cell keeps its chunk of the file in memory. */
interface AcceptedRow {
  readonly line: number;
  readonly end: number;
  readonly json: string;
}

/** The rows that a run would have stored, merged by external id. It holds rows with relatives only. */
class AcceptedRows {
  readonly #byId = new Map<string, AcceptedRow>();
  readonly #idByEmail = new Map<string, string>();

  /** Returns the stored rows that decide about these rows: those with the same ids and with the same emails. */
  before(rows: readonly ValidRow[]): ValidRow[] {
    const ids = rows.flatMap(({ item }) => [
      item.external_id,
      this.#idByEmail.get(foldEmail(item.email)) ?? item.external_id,
    ]);
    return [...new Set(ids)].flatMap((id) => {
      const accepted = this.#byId.get(id);
      return accepted ? [toValidRow(accepted)] : [];
    });
  }

  add({ row, item }: ValidRow): void {
    const id = copyOf(item.external_id);
    const known = this.#byId.get(id);
    const earlier = known && toValidRow(known).item;
    const merged = earlier ? mergeItems(earlier, item) : item;
    const isOwn = earlier && this.#idByEmail.get(foldEmail(earlier.email)) === id;
    if (isOwn) this.#idByEmail.delete(foldEmail(earlier.email));
    this.#byId.set(id, { line: row.line, end: row.end, json: JSON.stringify(merged) });
    this.#idByEmail.set(copyOf(foldEmail(item.email)), id);
  }
}

function toValidRow({ line, end, json }: AcceptedRow): ValidRow {
  const row = { line, end, text: '', columns: [], cells: [] };
  return { row, item: JSON.parse(json), json, unknownCountries: [] };
}

/** Merges two items as the server merges them: an object key by key, and any other field as a whole. */
function mergeItems(before: ValidRow['item'], after: ValidRow['item']): ValidRow['item'] {
  const both = (field: 'metadata' | 'custom_fields') =>
    before[field] && after[field] ? { [field]: { ...before[field], ...after[field] } } : {};
  return { ...before, ...after, ...both('metadata'), ...both('custom_fields') };
}
