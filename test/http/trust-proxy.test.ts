import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';

const OFFICE = '192.0.2.7';
const ELSEWHERE = '203.0.113.9';
/** In addition to the connecting one, which is this machine. */
const INNER_PROXY = '10.0.0.5';

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await TestServer.start({ trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', '2001:db8:a::/48'] });
  key = await server.addKey({ cidrs: [`${OFFICE}/32`, '2001:db8:b::/48'] });
});
afterAll(() => server.stop());

const send = (headers: Readonly<Record<string, string>>) => server.as(key).get('/v2/customers').set(headers);

describe('behind a trusted proxy, an API key with the address range of an office', () => {
  test.for([
    ['the office', OFFICE],
    ['the office through another trusted proxy', `${OFFICE}, ${INNER_PROXY}`],
    ['the office, whatever the client wrote before', `${ELSEWHERE}, nonsense, ${OFFICE}`],
    ['the office by IPv6, through a trusted proxy by IPv6', '2001:db8:b::1, 2001:db8:a::1'],
    ['the office in the IPv6 form of its address', `::ffff:${OFFICE}`],
    ['the office with a port', `${OFFICE}:5678`],
    [
      'the office with a port, through another trusted proxy with a port',
      `${OFFICE}:5678, ${INNER_PROXY}:443`,
    ],
    ['the office by IPv6 with a port', '[2001:db8:b::1]:443'],
    ['the office by IPv6 in brackets', '[2001:db8:b::1]'],
    [
      'the office by IPv6 with a port, through a trusted proxy by IPv6',
      '[2001:db8:b::1]:443,[2001:db8:a::1]:80',
    ],
  ] as const)('works from %s', async ([, forwarded]) => {
    await send({ 'X-Forwarded-For': forwarded }).expect(200);
  });

  test.for([
    ['elsewhere', ELSEWHERE],
    ['elsewhere, although the client says it is the office', `${OFFICE}, ${ELSEWHERE}`],
    ['elsewhere, although it names a trusted proxy too', `${OFFICE}, ${ELSEWHERE}, ${INNER_PROXY}`],
    ['an unknown last address', `${OFFICE}, unknown`],
    ['elsewhere with a port', `${OFFICE}, ${ELSEWHERE}:443`],
    ['an address with something behind it that is no port', `${OFFICE}:https`],
    ['an address with two ports', `${OFFICE}:443:443`],
    ['an address in brackets with something behind them', '[2001:db8:b::1]443'],
    ['an address in one bracket', '[2001:db8:b::1'],
    ['an IPv6 address whose last part looks like a port of the office', `2001:db8:c::1:443`],
    ['an address that only begins like the office', `${OFFICE}0`],
    ['nowhere', ' , '],
  ] as const)('is refused from %s', async ([, forwarded]) => {
    const { body } = await send({ 'X-Forwarded-For': forwarded }).expect(403);
    expect(body.error.details.reason).toBe('ip_not_allowed');
  });

  test('is rejected if only other forwarding headers name the office', async () => {
    await send({ Forwarded: `for=${OFFICE}`, 'X-Real-IP': OFFICE, 'X-Client-IP': OFFICE }).expect(403);
  });
});

test('forwarded addresses from a client that is not a trusted proxy are ignored', async () => {
  const other = await TestServer.start({ trustedProxies: ['10.0.0.0/8'] });
  const office = await other.addKey({ cidrs: [OFFICE] });
  const here = await other.addKey({ cidrs: ['127.0.0.1'] });
  await other.as(office).get('/v2/customers').set('X-Forwarded-For', OFFICE).expect(403);
  await other.as(here).get('/v2/customers').set('X-Forwarded-For', OFFICE).expect(200);
  await other.stop();
});
