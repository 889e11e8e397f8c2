import type { RecordKind, RecordOf } from '../../domain/records.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { type CursorQuery, readCursorPage } from '../request/cursor-query.ts';
import type { Services } from './services.ts';

interface ListRequest {
  readonly caller: Tenant;
  readonly path: { readonly customerId: string };
  readonly query: CursorQuery & { readonly status?: string };
}

/** Lists records of one kind. The four lists differ only in the kind. */
export function listRecords<K extends RecordKind>({ store }: Services, kind: K) {
  return async ({ caller, path, query }: ListRequest) => {
    const { items, hasMore } = await store.records.list(caller, kind, path.customerId, {
      ...readCursorPage(query),
      ...(query.status !== undefined && { status: query.status }),
    });
    return {
      status: 200 as const,
      body: { object: 'list' as const, data: [...items] as RecordOf[K][], has_more: hasMore },
    };
  };
}
