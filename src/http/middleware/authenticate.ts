import { admit } from '../../domain/key-gate.ts';
import type { KeyStore } from '../../domain/store.ts';
import type { Step } from '../exchange.ts';

export interface AuthenticateOptions {
  readonly keys: KeyStore;
  readonly clock: () => number;
  /** Hears of every key that was let in. */
  readonly onUse: (keyId: string, now: number) => void;
}

/** Finds out whose request it is. */
export function authenticate({ keys, clock, onUse }: AuthenticateOptions): Step {
  return async function authenticate(exchange, request) {
    const now = clock();
    const credential = { text: request.header('x-api-key'), address: () => request.ip ?? '' };
    exchange.caller = await admit(credential, (hash) => keys.find(hash), now);
    onUse(exchange.caller.id, now);
  };
}
