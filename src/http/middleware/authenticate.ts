import { admit } from '../../domain/key-gate.ts';
import type { KeyStore } from '../../domain/store.ts';
import { readHeader } from '../header.ts';
import type { Middleware } from '../request-context.ts';
import type { ReadSender } from '../sender.ts';

export interface AuthenticateOptions {
  readonly keys: KeyStore;
  readonly clock: () => number;
  readonly readSender: ReadSender;
  /** Hears of every key that was let in. */
  readonly onUse: (keyId: string, now: number) => void;
}

/** Finds out whose request it is. */
export function authenticate({ keys, clock, readSender, onUse }: AuthenticateOptions): Middleware {
  return async function authenticate(context, request) {
    const now = clock();
    const credential = {
      text: readHeader(request.headers, 'x-api-key'),
      address: () => readSender(request),
    };
    context.caller = await admit(credential, (hash) => keys.find(hash), now);
    onUse(context.caller.id, now);
  };
}
