import type { components } from '../../../generated/openapi.d.ts';
import { invalidFields } from '../../domain/problem.ts';
import type { CursorPage, RecordKind, RecordOf } from '../../domain/records.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { Services } from './services.ts';

interface ListRequest {
  readonly caller: Tenant;
  readonly path: { readonly customerId: string };
  readonly query: {
    readonly limit: number;
    readonly starting_after?: components['schemas']['Id'];
    readonly ending_before?: components['schemas']['Id'];
    readonly status?: string;
  };
}

/** The four lists of records differ in nothing but their kind. */
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

function readCursorPage({ limit, starting_after, ending_before }: ListRequest['query']): CursorPage {
  if (starting_after !== undefined && ending_before !== undefined) {
    throw invalidFields({ ending_before: ['cannot be given together with starting_after'] });
  }
  return {
    limit,
    ...(starting_after !== undefined && { startingAfter: starting_after }),
    ...(ending_before !== undefined && { endingBefore: ending_before }),
  };
}
