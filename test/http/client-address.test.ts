import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddressReader } from '../../src/http/request/client-address.ts';

const requestFrom = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.each([
  ['of a connection', '::ffff:203.0.113.5', undefined],
  ['that a trusted proxy forwards', '::ffff:10.0.0.1', '::ffff:203.0.113.5'],
  ['that a trusted proxy forwards with a port', '10.0.0.1', '203.0.113.5:5678'],
])('an IPv4 address %s has its usual form', (_, remote, forwarded) => {
  const addressOf = clientAddressReader(['10.0.0.0/8']);
  expect(addressOf(requestFrom(remote, forwarded))).toBe('203.0.113.5');
});

test('an IPv6 address stays unchanged', () => {
  expect(clientAddressReader([])(requestFrom('2001:db8::1'))).toBe('2001:db8::1');
});
