import type { ApiClient } from './api.ts';
import type { TestIds } from './test-ids.ts';

/** The properties of a target that decide which rules can be checked on it. */
export interface Target {
  /** A mock creates its responses from the spec alone and stores nothing. */
  readonly kind: 'server' | 'mock';
  /** The mock responds with the status and the example that `Prefer` names. */
  readonly supportsPrefer: boolean;
  /** The target is made for this API: its errors have the API's form also where no operation matches. Prism's have not. */
  readonly isDedicated: boolean;
}

/** The target refuses the main key. */
export class RefusedKey extends Error {}

/**
 * Detects the kind of a target with read requests. A target that returns another customer for a new random id is a mock.
 *
 * @throws RefusedKey if the target refuses the main key; NoTargetResponse if it sends no response.
 */
export async function detectTarget(api: ApiClient, names: TestIds): Promise<Target> {
  const list = await api.call('listCustomers', { query: { limit: 1 } });
  if (list.status === 401) throw new RefusedKey(String(list.find('error.message') ?? 'The key was refused.'));
  const id = names.unknownId();
  const found = await api.call('getCustomer', { path: { id } });
  const isMock =
    found.status === 200 && typeof found.find('data.id') === 'string' && found.find('data.id') !== id;
  if (!isMock) return { kind: 'server', supportsPrefer: false, isDedicated: true };
  const preferred = await api.call('listCustomers', { headers: { Prefer: 'code=503' } });
  const unknown = await api.send({ method: 'GET', url: `/v2/${names.run}` });
  return {
    kind: 'mock',
    supportsPrefer: preferred.status === 503,
    isDedicated: unknown.find('error.code') === 'resource_missing',
  };
}
