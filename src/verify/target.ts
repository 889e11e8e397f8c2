import type { ApiClient } from './api.ts';
import { NoTargetResponse } from './exchange.ts';
import { isOwnImplementation } from './own-implementation.ts';
import type { TargetResponse } from './target-response.ts';
import type { TestIds } from './test-ids.ts';

/** The properties of a target that decide which rules can be checked on it. */
export interface Target {
  /** A mock creates its responses from the spec alone and stores nothing. An unknown target does not look like the API. */
  readonly kind: 'server' | 'mock' | 'unknown';
  /** The mock responds with the status and the example that `Prefer` names. */
  readonly supportsPrefer: boolean;
  /** The target is made for this API: its errors have the API's form also where no operation matches. Prism's have not. */
  readonly isDedicated: boolean;
  /** The target is upsertd itself, so the rules that only upsertd promises apply to it. */
  readonly isOwn: boolean;
}

export const UNKNOWN_TARGET: Target = {
  kind: 'unknown',
  supportsPrefer: false,
  isDedicated: false,
  isOwn: false,
};

/** The rules cannot run on the target. The message is one sentence that says why. */
export class UnusableTarget extends Error {}

/** The target refuses the main key. */
export class RefusedKey extends UnusableTarget {}

/**
 * Detects the kind of a target with read requests. A target that returns another customer for a new random id is a mock.
 *
 * @throws RefusedKey if the target refuses the main key; UnusableTarget if it does not look like the API; NoTargetResponse
 *   if it sends no response.
 */
export async function detectTarget(api: ApiClient, names: TestIds): Promise<Target> {
  const list = await api.call('listCustomers', { query: { limit: 1 } });
  const reason = refusalOf(list) ?? unlikeness(list);
  if (reason) throw reason;
  const id = names.unknownId();
  const found = await api.call('getCustomer', { path: { id } });
  const isMock =
    found.status === 200 && typeof found.find('data.id') === 'string' && found.find('data.id') !== id;
  const isOwn = await isOwnImplementation(api).catch(ignoreSilence);
  if (!isMock) return { kind: 'server', supportsPrefer: false, isDedicated: true, isOwn };
  const preferred = await api.call('listCustomers', { headers: { Prefer: 'code=503' } });
  const unknown = await api.send({ method: 'GET', url: `/v2/${names.run}` });
  return {
    kind: 'mock',
    supportsPrefer: preferred.status === 503,
    isDedicated: unknown.find('error.code') === 'resource_missing',
    isOwn,
  };
}

/** Only a silent target is not ours; another error is a bug. */
function ignoreSilence(error: unknown): false {
  if (error instanceof NoTargetResponse) return false;
  throw error;
}

function refusalOf(list: TargetResponse): UnusableTarget | undefined {
  const message = list.find('error.message');
  const said = typeof message === 'string' ? message : undefined;
  if (list.status === 401) return new RefusedKey(said ?? 'The target refused the API key (401).');
  if (list.status === 403) {
    return new RefusedKey(said ?? 'The target refused GET /v2/customers to the API key (403).');
  }
  if (list.status === 429 || (list.status >= 500 && typeof list.find('error.code') === 'string')) {
    return new UnusableTarget(
      `The target answered GET /v2/customers with ${list.status}${said ? ` (${said})` : ''}, so the rules cannot run now.`,
    );
  }
  return undefined;
}

/** Says what distinguishes the list of customers from that of the API; undefined if it looks like the API. */
function unlikeness(list: TargetResponse): UnusableTarget | undefined {
  const { status, headers } = list.exchange;
  const unlike = (answered: string) =>
    new UnusableTarget(`This does not look like the API: GET /v2/customers answered ${answered}.`);
  if (status >= 300 && status < 400) {
    const location = headers.location;
    const advice = location ? ` to ${originOf(location)}; give the URL that it redirects to` : '';
    return unlike(`with a redirect (${status})${advice}`);
  }
  if (list.body === undefined) return unlike(`${status} ${describeContent(list)}`);
  if (status !== 200) return unlike(`${status}; check the path of the URL`);
  const data = list.find('data');
  if (!Array.isArray(data)) return unlike('JSON without a list "data"');
  const hasPage = typeof list.find('pagination') === 'object' && list.find('pagination') !== null;
  const hasCustomers = data.length > 0 && data.every((one) => typeof one?.email === 'string');
  return hasPage || hasCustomers ? undefined : unlike('a list of something else than customers');
}

function describeContent({ exchange: { bytes, headers } }: TargetResponse): string {
  if (bytes.length === 0) return 'without a body';
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  if (mediaType.trim() === '') return 'with a body that is not JSON';
  return /json/i.test(mediaType) ? `with ${mediaType}, but the body is not JSON` : mediaType;
}

/** A path or a query in a redirect may contain a secret. */
function originOf(location: string): string {
  return URL.canParse(location) ? new URL(location).origin : 'another path';
}
