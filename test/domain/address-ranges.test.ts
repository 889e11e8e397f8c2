import { describe, expect, test } from 'vitest';
import { isCidr, isInRanges } from '../../src/domain/keys/address-ranges.ts';

describe('an address range', () => {
  test.each([
    '192.0.2.0/24',
    '192.0.2.7/24',
    '0.0.0.0/0',
    '192.0.2.7',
    '192.0.2.7/32',
    '2001:db8::/32',
    '::/0',
    '::1',
  ])('is %s', (text) => {
    expect(isCidr(text)).toBe(true);
  });

  test.each([
    '',
    'localhost',
    '192.0.2.0/',
    '192.0.2.0/33',
    '192.0.2.0/-1',
    '192.0.2.0/+8',
    '192.0.2.0/8.5',
    '192.0.2.0/0x8',
    '192.0.2.0/24/24',
    '192.0.2',
    '192.0.2.256',
    '192.0.02.0/24',
    '2001:db8::/129',
    ' 192.0.2.0/24',
    '192.0.2.0 /24',
    'fe80::1%eth0',
    'fe80::1%eth0/64',
  ])('is not "%s"', (text) => {
    expect(isCidr(text)).toBe(false);
  });

  test.each([
    ['192.0.2.1', '192.0.2.0/24', true],
    ['192.0.2.255', '192.0.2.77/24', true],
    ['192.0.3.0', '192.0.2.0/24', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.8', '192.0.2.7', false],
    ['::ffff:192.0.2.1', '192.0.2.0/24', true],
    ['::FFFF:192.0.2.1', '192.0.2.0/24', true],
    ['8.8.8.8', '0.0.0.0/0', true],
    ['2001:db8:1::1', '2001:db8::/32', true],
    ['2001:0DB8:0001:0000::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1', '0.0.0.0/0', false],
    ['192.0.2.1', '2001:db8::/32', false],
    ['::ffff:c000:201', '192.0.2.0/24', true],
    ['0:0:0:0:0:ffff:c000:0201', '192.0.2.0/24', true],
    ['192.0.2.1', '::ffff:192.0.2.0/120', true],
    ['::ffff:192.0.2.1', '::ffff:c000:200/120', true],
    ['192.0.3.1', '::ffff:192.0.2.0/120', false],
    ['2001:db8::1', '::/0', true],
    ['192.0.2.1', '::/0', false],
    ['::ffff:192.0.2.1', '::/0', false],
    ['192.0.2.1', '::/64', false],
    ['', '0.0.0.0/0', false],
    ['nonsense', '0.0.0.0/0', false],
  ])(
    'of an address: whether %s is in %s is %s, and an IPv6 range contains no IPv4 address',
    (address, range, isIn) => {
      expect(isInRanges(address, [range])).toBe(isIn);
    },
  );

  test('is one of several, and none of them is nowhere', () => {
    expect(isInRanges('::1', ['192.0.2.0/24', '::1/128'])).toBe(true);
    expect(isInRanges('192.0.2.1', [])).toBe(false);
  });
});
