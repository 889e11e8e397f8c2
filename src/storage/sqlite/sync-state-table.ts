import type Database from 'better-sqlite3';
import type { SyncState } from '../../domain/sync-state.ts';
import type { TenantScope } from './tenants.ts';

/** How far other systems are synchronised. The caller has begun the transaction. */
export class SyncStateTable {
  readonly #list;
  readonly #ofSource;
  readonly #put;

  constructor(database: Database.Database) {
    const select = 'SELECT body FROM sync_states WHERE tenant = ?';
    const order = 'ORDER BY source, resource_type';
    this.#list = database.prepare<unknown[], string>(`${select} ${order}`).pluck();
    this.#ofSource = database.prepare<unknown[], string>(`${select} AND source = ? ${order}`).pluck();
    this.#put = database.prepare(
      `INSERT INTO sync_states (tenant, source, resource_type, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (tenant, source, resource_type) DO UPDATE SET body = excluded.body`,
    );
  }

  /** @param source default: every source. */
  list({ tenant }: TenantScope, source?: string): SyncState[] {
    const bodies = source === undefined ? this.#list.all(tenant) : this.#ofSource.all(tenant, source);
    return bodies.map((body) => JSON.parse(body));
  }

  put({ tenant }: TenantScope, state: SyncState): void {
    this.#put.run(tenant, state.source, state.resourceType, JSON.stringify(state));
  }
}
