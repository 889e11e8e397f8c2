import type { ClientResponse } from './call.ts';
import { readTag, type Tagged } from './customer-result.ts';
import type { CustomerCreated, CustomerUpdated, UpsertIgnored, UpsertOutcome } from './shapes.ts';

/** What became of an upsert: the body of the answer, and the outcome and the version that its headers tell. */
export type UpsertResult =
  | ({ readonly outcome: 'created' } & CustomerCreated & Tagged)
  | ({ readonly outcome: 'updated' | 'unchanged' | 'linked' } & CustomerUpdated & Tagged)
  | ({ readonly outcome: 'stale' } & UpsertIgnored);

export function readUpsertResult({
  body,
  headers,
}: ClientResponse<CustomerCreated | CustomerUpdated | UpsertIgnored>): UpsertResult {
  const common = headers.get('Upsert-Outcome') as UpsertOutcome | null;
  return { outcome: common ?? impliedOutcome(body), ...readTag(headers), ...body } as UpsertResult;
}

/** A server of the same contract that sends no header tells less: then everything written counts as updated. */
function impliedOutcome(body: CustomerCreated | CustomerUpdated | UpsertIgnored): UpsertOutcome {
  if ('ignored' in body) return 'stale';
  return body.created ? 'created' : 'updated';
}
