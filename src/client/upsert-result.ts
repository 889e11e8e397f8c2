import type { ClientResponse } from './call.ts';
import { readTag, type Tagged } from './customer-result.ts';
import type { CustomerCreated, CustomerUpdated, UpsertIgnored, UpsertOutcome } from './shapes.ts';

/** The result of an upsert: the body of the response, with the outcome and the version from its headers. */
export type UpsertResult =
  | ({ readonly outcome: 'created' } & CustomerCreated & Tagged)
  | ({ readonly outcome: 'updated' | 'unchanged' | 'linked' } & CustomerUpdated & Tagged)
  | ({ readonly outcome: 'stale' } & UpsertIgnored);

export function readUpsertResult({
  body,
  headers,
}: ClientResponse<CustomerCreated | CustomerUpdated | UpsertIgnored>): UpsertResult {
  const outcome = headers.get('Upsert-Outcome') as UpsertOutcome | null;
  return { outcome: outcome ?? impliedOutcome(body), ...readTag(headers), ...body } as UpsertResult;
}

/** Derives the outcome for a server of the same API that sends no header. Every write then counts as updated. */
function impliedOutcome(body: CustomerCreated | CustomerUpdated | UpsertIgnored): UpsertOutcome {
  if ('ignored' in body) return 'stale';
  return body.created ? 'created' : 'updated';
}
