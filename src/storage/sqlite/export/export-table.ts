import type { ExportPage, Position, RowOf, TenantPart } from '../../../domain/store/database-export.ts';
import type { TenantScope } from '../tenants.ts';

/** Reads and writes one part of a database. The caller has begun the transaction. */
export interface ExportTable<P extends TenantPart> {
  read(scope: TenantScope, page: ExportPage): RowOf[P][];
  write(scope: TenantScope, rows: readonly RowOf[P][]): void;
  last(scope: TenantScope): Position | undefined;
}
