import type Database from 'better-sqlite3';
import type {
  CountQuery,
  MinuteCounts,
  RequestCountReads,
  RequestCountWrites,
  SpanCounts,
} from '../../domain/store/request-counts.ts';
import type { TenantScopes } from './tenants.ts';
import type { Transactions } from './transactions.ts';

/** The number of the rows that belong to no tenant. Tenants have numbers from 2. */
const NO_TENANT = 0;

interface SpanRow {
  readonly span: number;
  readonly successes: number;
  readonly redirects: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
}

const SUMS = `sum(successes) AS successes, sum(redirects) AS redirects,
  sum(client_errors) AS clientErrors, sum(server_errors) AS serverErrors`;

export function createRequestCounts(
  transactions: Transactions,
  table: RequestCountTable,
): RequestCountReads & RequestCountWrites {
  return {
    list: (query) => transactions.statement(() => table.list(query)),
    add: (counts, oldest) => transactions.commitGrouped(() => table.add(counts, oldest)),
  };
}

/** The requests of each minute. The caller has begun the transaction of a change. */
export class RequestCountTable {
  readonly #tenants: TenantScopes;
  readonly #add;
  readonly #delete;
  readonly #list;
  readonly #listOfTenant;

  constructor(database: Database.Database, tenants: TenantScopes) {
    this.#tenants = tenants;
    this.#add = database.prepare(
      `INSERT INTO request_counts (minute, tenant, successes, redirects, client_errors, server_errors)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (minute, tenant) DO UPDATE SET
         successes = successes + excluded.successes, redirects = redirects + excluded.redirects,
         client_errors = client_errors + excluded.client_errors,
         server_errors = server_errors + excluded.server_errors`,
    );
    this.#delete = database.prepare('DELETE FROM request_counts WHERE minute < ?');
    const select = (condition: string) =>
      database.prepare<unknown[], SpanRow>(
        `SELECT CAST((minute - @from) / @spanMinutes AS INTEGER) AS span, ${SUMS} FROM request_counts
         WHERE minute >= @from AND minute < @end ${condition} GROUP BY span ORDER BY span`,
      );
    this.#list = select('');
    this.#listOfTenant = select('AND tenant = @tenant');
  }

  add(counts: readonly MinuteCounts[], oldest: number): void {
    for (const { minute, tenant, counts: added } of counts) {
      const number = tenant ? this.#tenants.of(tenant).tenant : NO_TENANT;
      const { successes, redirects, clientErrors, serverErrors } = added;
      this.#add.run(minute, number, successes, redirects, clientErrors, serverErrors);
    }
    this.#delete.run(oldest);
  }

  list({ tenant, from, spanMinutes, spans }: CountQuery): SpanCounts[] {
    const range = { from, spanMinutes, end: from + spanMinutes * spans };
    const rows = tenant
      ? this.#listOfTenant.all({ ...range, tenant: this.#tenants.of(tenant).tenant })
      : this.#list.all(range);
    return rows.map(({ span, ...counts }) => ({ span, counts }));
  }
}
