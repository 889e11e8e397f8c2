import { admit } from '../../domain/key-gate.ts';
import type { KeyStore } from '../../domain/store.ts';
import type { ReadClientAddress } from '../request/client-address.ts';
import { readHeader } from '../request/header.ts';
import type { Middleware } from '../request/request-context.ts';

export interface AuthenticateOptions {
  readonly keys: KeyStore;
  readonly clock: () => number;
  readonly readClientAddress: ReadClientAddress;
  /** Hears of every key that was let in. */
  readonly onUse: (keyId: string, now: number) => void;
}

/** Finds out whose request it is. */
export function authenticate({ keys, clock, readClientAddress, onUse }: AuthenticateOptions): Middleware {
  return async function authenticate(context, request) {
    const now = clock();
    const credential = {
      text: readHeader(request.headers, 'x-api-key'),
      address: () => readClientAddress(request),
    };
    context.caller = await admit(credential, (hash) => keys.find(hash), now);
    onUse(context.caller.id, now);
  };
}
