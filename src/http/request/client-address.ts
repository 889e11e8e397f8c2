import type { IncomingMessage } from 'node:http';
import proxyAddress from 'proxy-addr';
import { compileRanges } from '../../domain/keys/address-ranges.ts';

/** An address with a port, as some proxies write it: `203.0.113.5:5678`, `[2001:db8::1]:443`, or `[2001:db8::1]`. */
const WITH_PORT = /^(?:\[([\da-f:.]+)\](?::\d{1,5})?|(\d+(?:\.\d+){3}):\d{1,5})$/i;

/** An IPv4 address as Node writes it if the server listens on IPv6: `::ffff:203.0.113.5`. */
const MAPPED = /^::ffff:(?=\d+\.)/;

/**
 * Returns a function that finds the address of a client: the rightmost address in X-Forwarded-For that is not a trusted
 * proxy, because a client can invent any address to the left of it. An IPv4 address has its usual form, also if the
 * server listens on IPv6. The address is empty if the connection has closed.
 *
 * @param trustedProxies address ranges; forwarded addresses from all other clients are ignored.
 */
export function clientAddressReader(
  trustedProxies: readonly string[],
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  const isTrusted = compileRanges(trustedProxies);
  return ({ headers, socket }) => {
    if (headers['x-forwarded-for'] === undefined || trustedProxies.length === 0)
      return withoutMapping(socket.remoteAddress ?? '');
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',');
    const plain = forwarded.split(',').map(withoutPort).join(',');
    // The function reads no other property of the request.
    const request = { headers: { 'x-forwarded-for': plain }, socket } as unknown as IncomingMessage;
    return withoutMapping(proxyAddress(request, isTrusted) ?? '');
  };
}

function withoutMapping(address: string): string {
  return address.replace(MAPPED, '');
}

function withoutPort(text: string): string {
  const [, ipv6, ipv4] = WITH_PORT.exec(text.trim()) ?? [];
  return ipv6 ?? ipv4 ?? text;
}
