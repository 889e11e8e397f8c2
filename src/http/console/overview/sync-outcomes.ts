import { foldSource } from '../../../domain/customer.ts';
import type { RequestContext } from '../../request/request-context.ts';
import type { AccessLogEntry } from '../../telemetry/access-log-entry.ts';
import type { ActivityOutcome } from './activity.ts';

/** What one request did for a source. */
export interface SyncOutcomes {
  readonly source: string;
  readonly outcomes: readonly ActivityOutcome[];
}

/** Undefined for a request that synchronises nothing, does so as a trial, or was answered with what was kept. */
export function readSyncOutcomes(entry: AccessLogEntry, context: RequestContext): SyncOutcomes | undefined {
  if (entry.isReplay || context.query?.dry_run === true) return undefined;
  switch (context.operation?.id) {
    case 'upsertCustomerByExternalId':
      return readOne(entry, context);
    case 'batchUpsertCustomers':
      return readBatch(entry, context);
    default:
      return undefined;
  }
}

function readOne({ outcome, status }: AccessLogEntry, { params }: RequestContext): SyncOutcomes | undefined {
  const source = readSource(params?.source);
  if (source === undefined) return undefined;
  return { source, outcomes: [status >= 400 ? 'failed' : asActivity(outcome ?? 'failed')] };
}

function readBatch(
  { status }: AccessLogEntry,
  { requestBody: sent, response: answered }: RequestContext,
): SyncOutcomes | undefined {
  const body = sent?.value as { source?: unknown; customers?: unknown } | undefined;
  const source = readSource(body?.source);
  if (source === undefined || !Array.isArray(body?.customers)) return undefined;
  if (status >= 400 || !answered) return { source, outcomes: body.customers.map(() => 'failed') };
  const { results } = JSON.parse(answered.body) as { results: { outcome: string }[] };
  return { source, outcomes: results.map(({ outcome }) => asActivity(outcome)) };
}

/** A refused request may have any text in this place, and personal data is not to be shown as a source. */
function readSource(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^[\w.-]{1,64}$/.test(text)) return undefined;
  return foldSource(text);
}

function asActivity(outcome: string): ActivityOutcome {
  return outcome === 'linked' ? 'updated' : (outcome as ActivityOutcome);
}
