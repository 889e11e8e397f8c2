import { showInstant } from '../domain/instant.ts';
import { showEntityTag } from '../domain/precondition.ts';
import type { UpsertDecision } from '../domain/upsert.ts';
import { customerPath, showUpserted } from './customer-view.ts';
import type { HandlerResponse } from './handler-response.ts';
import type { WriteRequest } from './write-request.ts';

export function renderUpsert(
  decision: UpsertDecision,
  { warnings: requestWarnings }: Pick<WriteRequest, 'warnings'>,
): HandlerResponse<'upsertCustomerByExternalId'> {
  if (decision.outcome === 'stale') {
    return {
      status: 200,
      headers: { 'Upsert-Outcome': 'stale' },
      body: {
        ignored: true,
        reason: 'stale_update',
        stored_timestamp: showInstant(decision.stored),
        incoming_timestamp: showInstant(decision.incoming),
      },
    };
  }
  const { outcome, after } = decision;
  const data = showUpserted(after);
  const warnings = [...requestWarnings, ...decision.warnings];
  const warned = warnings.length > 0 ? { warnings } : {};
  const ETag = showEntityTag(after);
  return outcome === 'created'
    ? {
        status: 201,
        headers: { 'Upsert-Outcome': outcome, Location: customerPath(after.id), ETag },
        body: { data, created: true, ...warned },
      }
    : {
        status: 200,
        headers: { 'Upsert-Outcome': outcome, ETag },
        body: { data, created: false, ...warned },
      };
}
