import { BlockList, isIP } from 'node:net';

/** Whether the text is an address range, `192.0.2.0/24` or `2001:db8::/32`, or one address. */
export function isCidr(text: string): boolean {
  return parseCidr(text) !== null;
}

/** Whether the address lies in one of the ranges. An IPv4 address in the form `::ffff:192.0.2.1` counts as the IPv4 address. */
export function isInRanges(address: string, cidrs: readonly string[]): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const family = familyOf(plain);
  if (!family) return false;
  const ranges = new BlockList();
  for (const cidr of cidrs) {
    const range = parseCidr(cidr);
    if (range) ranges.addSubnet(range.network, range.bits, range.family);
  }
  return ranges.check(plain, family);
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
