import { admit } from '../../domain/keys/key-gate.ts';
import type { KeyStore } from '../../domain/store/store.ts';
import { clientAddressReader } from '../request/client-address.ts';
import { sentKeyOf } from '../request/request-head.ts';
import type { Middleware } from '../run-pipeline.ts';

export interface AuthenticateOptions {
  readonly keys: KeyStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  /** Address ranges of the proxies whose X-Forwarded-For is trusted. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Called for each request that is let in. */
  readonly onKeyUse: (keyId: string, now: number) => void;
}

/** Finds the API key of the request and sets the caller. */
export function authenticate({
  keys,
  clock,
  trustedProxies = [],
  onKeyUse,
}: AuthenticateOptions): Middleware {
  const addressOf = clientAddressReader(trustedProxies);
  return async function authenticate(context, next) {
    const { request } = context;
    const now = clock();
    // Read here, because the address of a connection is lost when it closes.
    const address = addressOf(request);
    context.clientAddress = address;
    const credential = { key: sentKeyOf(request), address: () => address };
    context.caller = await admit(credential, (hash) => keys.find(hash), now);
    onKeyUse(context.caller.id, now);
    return next();
  };
}
