import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';

/** Tells the address that a request came from; empty when its connection is gone. */
export type ReadClientAddress = (request: IncomingMessage) => string;

/**
 * Behind proxies the rightmost address that is no proxy of ours; whatever stands left of it anybody can write.
 *
 * @param trustedProxies ranges of the proxies whose X-Forwarded-For is believed.
 */
export function clientAddressReader(trustedProxies: readonly string[]): ReadClientAddress {
  const trust = proxyAddress.compile([...trustedProxies]);
  return (request) => proxyAddress(request, trust) ?? '';
}
