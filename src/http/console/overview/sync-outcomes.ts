import { foldSource } from '../../../domain/customer.ts';
import type { RequestContext } from '../../request/request-context.ts';
import type { AccessLogEntry } from '../../telemetry/access-log-entry.ts';
import type { ActivityOutcome } from './activity.ts';

/** The outcomes of the items that one request sent for a source. */
export interface SyncOutcomes {
  readonly source: string;
  readonly outcomes: readonly ActivityOutcome[];
}

/** Reads the outcomes of a request. Returns undefined for other operations, for dry runs and for replays. */
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
  { requestBody, response }: RequestContext,
): SyncOutcomes | undefined {
  const body = requestBody?.value as { source?: unknown; customers?: unknown } | undefined;
  const source = readSource(body?.source);
  if (source === undefined || !Array.isArray(body?.customers)) return undefined;
  if (status >= 400 || !response) return { source, outcomes: body.customers.map(() => 'failed') };
  const { results } = JSON.parse(response.body) as { results: { outcome: string }[] };
  return { source, outcomes: results.map(({ outcome }) => asActivity(outcome)) };
}

/** Reads a source. A rejected request may contain any text as its source, and the console must not show personal data. */
function readSource(text: unknown): string | undefined {
  if (typeof text !== 'string' || !/^[\w.-]{1,64}$/.test(text)) return undefined;
  return foldSource(text);
}

function asActivity(outcome: string): ActivityOutcome {
  return outcome === 'linked' ? 'updated' : (outcome as ActivityOutcome);
}
