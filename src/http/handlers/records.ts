import type { RecordKind } from '../../domain/records.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { type CursorQuery, readCursorPage } from '../request/cursor-query.ts';
import { serializeCursorPage } from '../response/cursor-page.ts';
import type { Services } from './services.ts';

interface ListRequest {
  readonly caller: Tenant;
  readonly path: { readonly customerId: string };
  readonly query: CursorQuery & { readonly status?: string };
}

/** Lists records of one kind. The four lists differ only in the kind. */
export function listRecords<K extends RecordKind>({ store }: Services, kind: K) {
  return async ({ caller, path, query }: ListRequest) => {
    const page = readCursorPage(query);
    const status = query.status === undefined ? {} : { status: query.status };
    const slice = await store.records.list(caller, kind, path.customerId, { ...page, ...status });
    return serializeCursorPage(slice, page, (record) => record);
  };
}
