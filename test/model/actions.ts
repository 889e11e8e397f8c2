import fc from 'fast-check';
import type { Condition, Item, Sent, SourceTimestamp } from './reference-model.ts';

/** A write can have an Idempotency-Key. */
interface Keyed {
  readonly key?: string | undefined;
}

/** The next action of a client, on the model with this number. The values come from small pools, so that actions collide. */
export type Action = { readonly world: number } & (
  | (Keyed &
      Condition & {
        readonly do: 'upsert';
        source: string;
        externalId: string;
        sent: Sent & { email: string };
        timestamp: SourceTimestamp | null | undefined;
      })
  | (Keyed & { readonly do: 'create'; sent: Sent & { email: string } })
  | (Keyed & Condition & { readonly do: 'patch'; who: number; whose: number; sent: Sent })
  | (Keyed & { readonly do: 'batch'; source: string; items: Item[]; atomic: boolean; dryRun: boolean })
  /** Repeats an earlier write unchanged; `back` counts the writes from the newest one. */
  | { readonly do: 'again'; back: number }
  | { readonly do: 'get'; who: number; whose: number; known?: string | undefined }
  | { readonly do: 'read'; source: string; externalId: string; known?: string | undefined }
  | { readonly do: 'events' }
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

const HOUR = 60 * 60 * 1000;

const EMAILS = [
  'kari@example.com',
  'KARI@example.com',
  'ola@example.com',
  'Ola@Example.com',
  'per@clinic.no',
];

const TIMESTAMPS: readonly SourceTimestamp[] = [
  { text: '2026-11-20T08:29:59.9999Z', rank: 1, shown: '2026-11-20T08:29:59.999900Z' },
  { text: '2026-11-20T09:30:00+01:00', rank: 2, shown: '2026-11-20T08:30:00.000Z' },
  { text: '2026-11-20T08:30:00Z', rank: 2, shown: '2026-11-20T08:30:00.000Z' },
  { text: '2026-11-20T08:30:00.0000005Z', rank: 3, shown: '2026-11-20T08:30:00.000000500Z' },
  { text: '2026-11-20T08:30:00.000001Z', rank: 4, shown: '2026-11-20T08:30:00.000001Z' },
  { text: '2026-11-19T22:30:00.5-11:00', rank: 5, shown: '2026-11-20T09:30:00.500Z' },
  { text: '2099-01-01T00:00:00Z', rank: 6, shown: '2099-01-01T00:00:00.000Z', isFarAhead: true },
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
const nonsense = fc.constant({ email: 'nonsense' });
const patch = fc.record({ email, ...optional }, { requiredKeys: [] }) as fc.Arbitrary<Sent>;
const reference = {
  source: fc.constantFrom('clinic', 'Clinic', 'gym'),
  externalId: fc.constantFrom('1', 'PAT/2', 'pat/2'),
};
const timestamp = fc.oneof(fc.constantFrom(...TIMESTAMPS), fc.constantFrom(null, undefined));
const mostlyNot = <T>(...values: T[]) => fc.constantFrom(...Array<undefined>(12).fill(undefined), ...values);
const keyed = { key: fc.constantFrom(undefined, 'one', 'two') };
const condition = {
  ifMatch: mostlyNot('"1"', '"1", "2"', '"3"', '*'),
  ifNoneMatch: mostlyNot('*' as const),
};
const known = { known: mostlyNot('"1"', '"2", "3"', '*') };
const item = fc.record({
  externalId: reference.externalId,
  sent: fc.record({ email, ...optional }, { requiredKeys: [] }),
  timestamp,
});
const world = fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.nat(WORLDS - 1));
const somebody = { who: fc.nat(5), whose: world };

export const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('upsert'),
      world,
      ...reference,
      sent,
      timestamp,
      ...keyed,
      ...condition,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('create'), world, sent: fc.oneof(sent, nonsense), ...keyed }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('patch'),
      world,
      ...somebody,
      sent: patch,
      ...keyed,
      ...condition,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('batch'),
      world,
      source: reference.source,
      items: fc.array(item, { maxLength: 4 }),
      atomic: fc.boolean(),
      dryRun: mostlyNot(true).map((isTrial) => isTrial ?? false),
      ...keyed,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('again'), world, back: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('get'), world, ...somebody, ...known }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read'), world, ...reference, ...known }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('events'), world }) },
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
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      world,
      milliseconds: fc.constantFrom(1, 1000, 12 * HOUR, 24 * HOUR - 1, 24 * HOUR),
    }),
  },
) as fc.Arbitrary<Action>;
