import type { ArchivePage, Position, RowOf, TenantPart } from '../../domain/archive.ts';
import type { TenantScope } from './tenant-scope.ts';

/** How one part of a database is read and written; the caller holds the transaction. */
export interface ArchivedPart<P extends TenantPart> {
  read(scope: TenantScope, page: ArchivePage): RowOf[P][];
  write(scope: TenantScope, rows: readonly RowOf[P][]): void;
  last(scope: TenantScope): Position | undefined;
}
