import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { bodyOf, type CallOptions, type SendCall, type WriteOptions } from './call.ts';
import { checkFields } from './checks/check-arguments.ts';
import { isList, isOneResource } from './response-shapes.ts';
import type { SyncStateAnswer, SyncStateBody, SyncStateList } from './shapes.ts';

/** The methods for sync states: how far each resource type of a source is synchronised. */
export interface SyncStates {
  /** @param merchantId the merchant of the API key, as each customer has it. */
  list(source: string, merchantId: string, options?: CallOptions): Promise<SyncStateList>;
  /** Creates or updates one row. A field that you leave out keeps its value; `null` clears it. */
  put(
    source: string,
    merchantId: string,
    resourceType: string,
    body: SyncStateBody,
    options?: WriteOptions,
  ): Promise<SyncStateAnswer>;
}

const LIST = { name: 'syncStates.list', isReadable: isList };
const PUT = { name: 'syncStates.put', isReadable: isOneResource };

export function createSyncStates(raw: OpenApiClient<paths>, call: SendCall): SyncStates {
  return {
    list: (source, merchantId, options) =>
      bodyOf(
        call(LIST, options, (init) =>
          raw.GET('/v2/sync-state/{source}/{merchantId}', {
            params: { path: { source, merchantId } },
            ...init,
          }),
        ),
      ),
    put: (source, merchantId, resourceType, body, options) =>
      bodyOf(
        call(PUT, options, (init) => {
          checkFields(PUT.name, 'body', body);
          const params = { path: { source, merchantId, resourceType } };
          return raw.PUT('/v2/sync-state/{source}/{merchantId}/{resourceType}', { params, body, ...init });
        }),
      ),
  };
}
