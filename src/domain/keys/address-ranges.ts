import { BlockList, isIP } from 'node:net';

/** Whether the text is an address range, `192.0.2.0/24` or `2001:db8::/32`, or one address. */
export function isCidr(text: string): boolean {
  return parseCidr(text) !== null;
}

/** The compiled ranges of the keys that are in use: a key in the cache has the same list for each request. */
const compiled = new WeakMap<readonly string[], (address: string) => boolean>();

/** Whether the address lies in one of the ranges, see `compileRanges`. */
export function isInRanges(address: string, cidrs: readonly string[]): boolean {
  const contains = compiled.get(cidrs) ?? compileRanges(cidrs);
  compiled.set(cidrs, contains);
  return contains(address);
}

/** The IPv6 forms of all IPv4 addresses: `::ffff:192.0.2.1`. */
const MAPPED_BITS = 96;
const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', MAPPED_BITS, 'ipv6');

/**
 * Returns a function that tells whether an address lies in one of the ranges. An IPv4 address counts as IPv4 in its form
 * `::ffff:192.0.2.1` too. An IPv6 range contains no IPv4 address, as in a firewall: `::/0` is every IPv6 address, and
 * `0.0.0.0/0` every IPv4 address. Only a range inside `::ffff:0:0/96` is another form of an IPv4 range.
 */
export function compileRanges(cidrs: readonly string[]): (address: string) => boolean {
  const ranges = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const cidr of cidrs) {
    const range = parseCidr(cidr);
    if (!range) continue;
    const { network, bits, family } = range;
    const isIpv4 = family === 'ipv4' || (bits >= MAPPED_BITS && MAPPED.check(network, family));
    ranges[isIpv4 ? 'ipv4' : 'ipv6'].addSubnet(network, bits, family);
  }
  return (address) => {
    const family = familyOf(address);
    if (!family) return false;
    const isIpv4 = family === 'ipv4' || MAPPED.check(address, family);
    return ranges[isIpv4 ? 'ipv4' : 'ipv6'].check(address, family);
  };
}

function parseCidr(text: string): { network: string; bits: number; family: 'ipv4' | 'ipv6' } | null {
  const [network = '', suffix, ...rest] = text.split('/');
  const family = familyOf(network);
  // A zone, as in `fe80::1%eth0`, names a link of one machine, so no range contains it.
  if (!family || network.includes('%') || rest.length > 0) return null;
  const most = family === 'ipv4' ? 32 : 128;
  const bits = suffix === undefined ? most : /^\d{1,3}$/.test(suffix) ? Number(suffix) : Number.NaN;
  return bits >= 0 && bits <= most ? { network, bits, family } : null;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address);
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : null;
}
