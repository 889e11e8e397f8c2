import type { ArchivePage, Position, RowOf, TenantPart } from '../../domain/archive.ts';
import type { TenantKey } from './tenant-keys.ts';

/** How one part of a database is read and written; the caller holds the transaction. */
export interface ArchivedPart<P extends TenantPart> {
  read(key: TenantKey, page: ArchivePage): RowOf[P][];
  write(key: TenantKey, rows: readonly RowOf[P][]): void;
  last(key: TenantKey): Position | undefined;
}
