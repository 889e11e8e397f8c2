import type { ApiClient } from './api.ts';
import type { TestIds } from './test-ids.ts';

/** What is being verified, as far as it decides which rules can be seen on it. */
export interface Target {
  /** A mock answers from the spec alone and remembers nothing. */
  readonly kind: 'server' | 'mock';
  /** It gives the status and the example that `Prefer` names. */
  readonly supportsPrefer: boolean;
  /** It is made for this contract, so it refuses in its words also what reaches no operation. The stock Prism does not. */
  readonly isDedicated: boolean;
}

/** The target is there, but is not to be verified with this key. */
export class RefusedKey extends Error {}

/**
 * Finds out by reading alone what a target is: one that gives out a customer for an id made up this moment, and another
 * customer at that, makes them all up.
 *
 * @throws RefusedKey when the main key does not open it; NoAnswer when nobody answers.
 */
export async function detectTarget(api: ApiClient, names: TestIds): Promise<Target> {
  const list = await api.call('listCustomers', { query: { limit: 1 } });
  if (list.status === 401) throw new RefusedKey(String(list.find('error.message') ?? 'The key was refused.'));
  const id = names.unknownId();
  const made = await api.call('getCustomer', { path: { id } });
  const isMock =
    made.status === 200 && typeof made.find('data.id') === 'string' && made.find('data.id') !== id;
  if (!isMock) return { kind: 'server', supportsPrefer: false, isDedicated: true };
  const asked = await api.call('listCustomers', { headers: { Prefer: 'code=503' } });
  const lost = await api.send({ method: 'GET', url: `/v2/${names.run}` });
  return {
    kind: 'mock',
    supportsPrefer: asked.status === 503,
    isDedicated: lost.find('error.code') === 'resource_missing',
  };
}
