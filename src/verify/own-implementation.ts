import type { ApiClient } from './api.ts';

/** The value of `info.x-implementation` in the spec that upsertd serves. */
export const OWN_IMPLEMENTATION = 'upsertd';

/** Returns whether the spec that the target serves at /openapi.json names upsertd as its implementation. */
export async function isOwnImplementation(api: ApiClient): Promise<boolean> {
  const spec = await api.send({ method: 'GET', url: '/openapi.json' });
  return spec.status === 200 && spec.find('info.x-implementation') === OWN_IMPLEMENTATION;
}
