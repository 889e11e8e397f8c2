import fc from 'fast-check';
import type { Sent, Told } from './world.ts';

/** What a client does next, in the world with this number. Pools are small, so that everybody meets everybody. */
export type Action = { readonly world: number } & (
  | {
      readonly do: 'upsert';
      source: string;
      externalId: string;
      sent: Sent & { email: string };
      told: Told | null | undefined;
    }
  | { readonly do: 'create'; sent: Sent & { email: string } }
  | { readonly do: 'patch'; who: number; whose: number; sent: Sent }
  | { readonly do: 'get'; who: number; whose: number }
  | { readonly do: 'read'; source: string; externalId: string }
  | {
      readonly do: 'list';
      limit: number;
      offset: number;
      search?: string;
      email?: string;
      source?: string;
      external_id?: string;
      since?: number;
    }
  | { readonly do: 'wait'; milliseconds: number }
);

export const WORLDS = 4;

const EMAILS = [
  'kari@example.com',
  'KARI@example.com',
  'ola@example.com',
  'Ola@Example.com',
  'per@clinic.no',
];

const TOLD: readonly Told[] = [
  { text: '2026-11-20T08:29:59.9999Z', rank: 1, shown: '2026-11-20T08:29:59.999900Z' },
  { text: '2026-11-20T09:30:00+01:00', rank: 2, shown: '2026-11-20T08:30:00.000Z' },
  { text: '2026-11-20T08:30:00Z', rank: 2, shown: '2026-11-20T08:30:00.000Z' },
  { text: '2026-11-20T08:30:00.0000005Z', rank: 2, shown: '2026-11-20T08:30:00.000Z' },
  { text: '2026-11-20T08:30:00.000001Z', rank: 3, shown: '2026-11-20T08:30:00.000001Z' },
  { text: '2026-11-19T22:30:00.5-11:00', rank: 4, shown: '2026-11-20T09:30:00.500Z' },
  { text: '2031-01-01T00:00:00Z', rank: 5, shown: '2031-01-01T00:00:00.000Z', isFarAhead: true },
];

const bag = fc.dictionary(
  fc.constantFrom('a', 'b', '__proto__'),
  fc.constantFrom(null, 1, 'x', { c: [1, null] }),
  {
    maxKeys: 2,
    noNullPrototype: true,
  },
);

const optional = {
  name: fc.constantFrom('Kari Nordmann', 'Ola', null),
  country: fc.constantFrom('NO', 'no', 'SE', null),
  addressLine1: fc.constantFrom('Storgata 12', null),
  metadata: fc.oneof(bag, fc.constant(null)),
  customFields: fc.oneof(bag, fc.constant(null)),
  nickname: fc.constant('Nick'),
};
const email = fc.constantFrom(...EMAILS);
const sent = fc.record({ email, ...optional }, { requiredKeys: ['email'] }) as fc.Arbitrary<
  Sent & { email: string }
>;
const patch = fc.record({ email, ...optional }, { requiredKeys: [] }) as fc.Arbitrary<Sent>;
const reference = {
  source: fc.constantFrom('clinic', 'Clinic', 'gym'),
  externalId: fc.constantFrom('1', 'PAT/2', 'pat/2'),
};
const told = fc.oneof(fc.constantFrom(...TOLD), fc.constantFrom(null, undefined));
const world = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(WORLDS - 1));
const somebody = { who: fc.nat(5), whose: world };

export const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('upsert'), world, ...reference, sent, told }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('create'), world, sent }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('patch'), world, ...somebody, sent: patch }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('get'), world, ...somebody }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read'), world, ...reference }) },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        do: fc.constant('list'),
        world,
        limit: fc.constantFrom(1, 2, 3, 100, 5000),
        offset: fc.constantFrom(0, 0, 1, 2, 9),
        search: fc.constantFrom('k', 'NO', 'kari', 'PAT', '1', 'ola@', 'x', 'example'),
        email,
        source: reference.source,
        external_id: reference.externalId,
        since: fc.constantFrom(-1000, 0, 1),
      },
      { requiredKeys: ['do', 'world', 'limit', 'offset'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait'), world, milliseconds: fc.constantFrom(1, 1000) }),
  },
) as fc.Arbitrary<Action>;
