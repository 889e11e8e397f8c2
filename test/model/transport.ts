import type { Action } from './actions.ts';
import type { Sent } from './reference-model.ts';

/** The HTTP request of an action. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The actions that send a request. */
export type Asking = Exclude<Action, { do: 'wait' | 'again' }>;

/** Builds the request of an action. @param id of the customer, if the action names it by its position. */
export function requestOf(step: Asking, id: string, now: number): Request {
  switch (step.do) {
    case 'upsert': {
      const { sent, timestamp } = step;
      const body = { ...snake(sent), external_updated_at: timestamp === null ? null : timestamp?.text };
      return { method: 'PUT', path: referencePath(step), body, headers: headersOf(step) };
    }
    case 'create':
      return { method: 'POST', path: '/v2/customers', body: step.sent, headers: headersOf(step) };
    case 'patch':
      return { method: 'PATCH', path: `/v2/customers/${id}`, body: step.sent, headers: headersOf(step) };
    case 'batch': {
      const { source, atomic, dryRun } = step;
      const customers = step.items.map(({ externalId, sent, timestamp }) => ({
        external_id: externalId,
        ...snake(sent),
        external_updated_at: timestamp === null ? null : timestamp?.text,
      }));
      const query = [...(atomic ? ['atomic=true'] : []), ...(dryRun ? ['dry_run=true'] : [])].join('&');
      const path = `/v2/customers/external/batch${query && '?'}${query}`;
      return { method: 'PUT', path, body: { source, customers }, headers: headersOf(step) };
    }
    case 'get':
      return { method: 'GET', path: `/v2/customers/${id}`, headers: knownTags(step) };
    case 'read':
      return { method: 'GET', path: referencePath(step), headers: knownTags(step) };
    case 'events':
      return { method: 'GET', path: '/v2/events?limit=100', headers: {} };
    case 'list': {
      const { do: _do, world: _world, since, ...query } = step;
      const all = {
        ...query,
        ...(since !== undefined && { updated_since: new Date(now + since).toISOString() }),
      };
      const texts = Object.entries(all).map(([name, value]) => [name, `${value}`]);
      return { method: 'GET', path: `/v2/customers?${new URLSearchParams(texts)}`, headers: {} };
    }
  }
}

function referencePath({ source, externalId }: { source: string; externalId: string }): string {
  return `/v2/customers/external/${source}/${encodeURIComponent(externalId)}`;
}

function headersOf({ key, ...step }: Asking & { key?: string | undefined }): Record<string, string> {
  const { ifMatch, ifNoneMatch } = step as { ifMatch?: string; ifNoneMatch?: string };
  return {
    ...(key && { 'idempotency-key': key }),
    ...(ifMatch && { 'if-match': ifMatch }),
    ...(ifNoneMatch && { 'if-none-match': ifNoneMatch }),
  };
}

function knownTags({ known }: { known?: string | undefined }): Record<string, string> {
  return known ? { 'if-none-match': known } : {};
}

function snake({ addressLine1, customFields, ...sent }: Sent): object {
  return { ...sent, address_line1: addressLine1, custom_fields: customFields };
}
