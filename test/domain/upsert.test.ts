import { describe, expect, test } from 'vitest';
import type { Customer } from '../../src/domain/customer.ts';
import { type EmailUsage, UNUSED_EMAIL } from '../../src/domain/email.ts';
import { Problem } from '../../src/domain/problem.ts';
import { decideUpsert, type UpsertCommand } from '../../src/domain/upsert.ts';
import { aCustomer, aReference, instant } from './a-customer.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const NOON = '2026-11-20T12:00:00Z';

const KNOWN = aCustomer({ name: 'Kari' }, [
  aReference('wodify', '7'),
  aReference('practicehub', 'PAT-1', NOON),
]);

type Sent = Partial<Omit<UpsertCommand, 'externalUpdatedAt'>> & { updatedAt?: string };

function decide({ updatedAt, ...sent }: Sent, known?: Customer, emailUsage: EmailUsage = UNUSED_EMAIL) {
  const command: UpsertCommand = {
    reference: { source: 'practicehub', externalId: 'PAT-1' },
    email: 'kari@example.com',
    patch: {},
    id: 'new-id',
    now: NOW,
    ...sent,
    ...(updatedAt && { externalUpdatedAt: instant(updatedAt) }),
  };
  return decideUpsert(command, { merchantId: 'merchant', current: known, emailUsage });
}

function refusal(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the stale rule', () => {
  test.each([
    ['older', '2026-11-20T11:59:59.999999Z', 'stale'],
    ['older, though its text is greater,', '2026-11-20T13:30:00+02:00', 'stale'],
    ['equal', NOON, 'unchanged'],
    ['equal in another offset', '2026-11-20T07:00:00-05:00', 'unchanged'],
    ['newer by a microsecond', '2026-11-20T12:00:00.000001Z', 'unchanged'],
    ['newer, though its text is smaller,', '2026-11-20T08:00:00-05:00', 'unchanged'],
  ])('has an %s time end as the outcome it should', (_title, updatedAt, outcome) => {
    expect(decide({ updatedAt }, KNOWN).outcome).toBe(outcome);
  });

  test('returns both times and checks nothing else', () => {
    const sent: Sent = {
      updatedAt: '2020-01-01T00:00:00Z',
      email: 'taken@example.com',
      patch: { name: 'Old' },
    };
    expect(decide(sent, KNOWN, { owner: aCustomer(), shareCount: 0 })).toEqual({
      outcome: 'stale',
      stored: instant(NOON),
      incoming: instant('2020-01-01T00:00:00Z'),
    });
  });

  test('stores a newer time even when nothing else changes, and leaves updatedAt alone', () => {
    const decision = decide({ updatedAt: '2026-11-21T00:00:00Z' }, KNOWN);
    expect(decision).toMatchObject({
      outcome: 'unchanged',
      after: {
        updatedAt: KNOWN.updatedAt,
        version: KNOWN.version + 1,
        references: [aReference('wodify', '7'), {}],
      },
    });
    const { after } = decision as { after: Customer };
    expect(after.references[1]?.externalUpdatedAt).toBe(instant('2026-11-21T00:00:00Z'));
  });

  test('applies an update without a time, keeps the stored one and warns', () => {
    const decision = decide({ patch: { name: 'New' } }, KNOWN);
    expect(decision).toMatchObject({ outcome: 'updated', after: { references: KNOWN.references } });
    expect(decision).toHaveProperty('warnings', [
      expect.stringMatching(/^external_updated_at: not sent.*2026-11-20T12:00:00.000Z/),
    ]);
  });

  test('is silent when no time is known at all', () => {
    const untimed = aCustomer({}, [aReference('practicehub', 'PAT-1')]);
    expect(decide({ patch: { name: 'New' } }, untimed)).toHaveProperty('warnings', []);
  });

  test('compares with the time of this reference, not of another one', () => {
    const known = aCustomer({}, [
      aReference('wodify', '7', '2030-01-01T00:00:00Z'),
      aReference('practicehub', 'PAT-1', NOON),
    ]);
    expect(decide({ updatedAt: '2026-11-21T00:00:00Z', patch: { name: 'New' } }, known).outcome).toBe(
      'updated',
    );
  });

  test.each([
    [0, 0],
    [5 * 60_000, 0],
    [5 * 60_000 + 1, 1],
  ])('a time %i ms ahead of our clock draws %i warnings', (ahead, warnings) => {
    const updatedAt = new Date(NOW + ahead).toISOString();
    expect(decide({ updatedAt })).toHaveProperty('warnings.length', warnings);
    expect(decide({ updatedAt }, KNOWN)).toHaveProperty('warnings.length', warnings);
  });
});

describe('a known reference', () => {
  test('that is sent the same again changes nothing, and both states are one object', () => {
    const decision = decide({ updatedAt: NOON, patch: { name: 'Kari' } }, KNOWN);
    expect(decision).toMatchObject({ outcome: 'unchanged', warnings: [] });
    expect(decision).toHaveProperty('after', KNOWN);
    expect((decision as { after: Customer }).after).toBe(KNOWN);
  });

  test('takes a new email, stored as it was sent', () => {
    const decision = decide({ email: 'KARI@Example.com', updatedAt: NOON }, KNOWN);
    expect(decision).toMatchObject({ outcome: 'updated', after: { fields: { email: 'KARI@Example.com' } } });
  });

  test("is refused another customer's email, whose reference of the same source is named", () => {
    const owner = {
      ...aCustomer({}, [aReference('wodify', '8'), aReference('practicehub', 'PAT-2')]),
      id: 'owner',
    };
    const problem = refusal(() => decide({ email: 'taken@example.com' }, KNOWN, { owner, shareCount: 0 }));
    expect(problem).toMatchObject({
      code: 'conflict',
      param: 'email',
      details: { customer_id: 'owner', source: 'practicehub', external_id: 'PAT-2' },
    });
  });

  test('may keep an email that another customer has too', () => {
    const owner = aCustomer({ email: 'Kari@example.com' });
    expect(decide({ updatedAt: NOON }, KNOWN, { owner, shareCount: 0 }).outcome).toBe('unchanged');
    const recased: Sent = { updatedAt: NOON, email: 'KARI@example.com' };
    expect(decide(recased, KNOWN, { owner, shareCount: 0 }).outcome).toBe('updated');
  });
});

describe('a new reference', () => {
  test('of a free email makes a customer', () => {
    expect(decide({ updatedAt: NOON, patch: { name: 'Kari', phone: null } })).toEqual({
      outcome: 'created',
      warnings: [],
      after: {
        id: 'new-id',
        merchantId: 'merchant',
        fields: { email: 'kari@example.com', name: 'Kari' },
        references: [{ ...aReference('practicehub', 'PAT-1', NOON), linkedAt: NOW }],
        version: 1,
        createdAt: NOW,
        updatedAt: NOW,
      },
    });
  });

  test('with the email of a customer that has none from this source is linked, and the data is merged', () => {
    const owner = aCustomer({ name: 'Kari', phone: '22' }, [aReference('wodify', '7')]);
    const decision = decide({ email: 'Kari@Example.com', patch: { phone: '33' } }, undefined, {
      owner,
      shareCount: 0,
    });
    expect(decision).toMatchObject({
      outcome: 'linked',
      before: owner,
      after: {
        id: owner.id,
        fields: { email: 'Kari@Example.com', name: 'Kari', phone: '33' },
        references: [
          aReference('wodify', '7'),
          { source: 'practicehub', externalId: 'PAT-1', linkedAt: NOW },
        ],
        createdAt: owner.createdAt,
        updatedAt: NOW,
      },
    });
    expect(decision).toHaveProperty('warnings', [expect.stringMatching(/^email: .*linked/)]);
  });

  test.each([
    [
      'has a reference from another system only',
      [aReference('wodify', '7')],
      { source: 'wodify', external_id: '7' },
    ],
    ['has no reference', [], {}],
  ])(
    'with a known email is a conflict where emails do not link, if the customer %s',
    (_title, held, named) => {
      const owner = aCustomer({ name: 'Mother' }, held);
      const problem = refusal(() => decide({ emailMatch: 'refuse' }, undefined, { owner, shareCount: 0 }));
      expect(problem).toMatchObject({ code: 'conflict', param: 'email' });
      expect(problem.details).toEqual({ customer_id: owner.id, ...named });
    },
  );

  test('with a shared email creates a customer, even where emails do not link', () => {
    expect(decide({ emailMatch: 'refuse' }, undefined, { shareCount: 2 }).outcome).toBe('created');
  });

  test('with the email of a customer that has one from this source is a conflict that names that one', () => {
    const owner = aCustomer({}, [aReference('wodify', '7'), aReference('practicehub', 'PAT-9')]);
    const problem = refusal(() => decide({}, undefined, { owner, shareCount: 0 }));
    expect(problem).toMatchObject({
      code: 'conflict',
      param: 'email',
      details: { customer_id: 'known-id', source: 'practicehub', external_id: 'PAT-9' },
    });
  });
});

describe('a shared email', () => {
  test.each([
    [1, /^email: 1 other customer has it too/],
    [3, /^email: 3 other customers have it too/],
  ])('of %i others finds no customer and adds a warning', (shareCount, warning) => {
    expect(decide({}, undefined, { shareCount })).toMatchObject({ outcome: 'created' });
    expect(decide({}, undefined, { shareCount })).toHaveProperty('warnings', [
      expect.stringMatching(warning),
    ]);
    expect(decide({ email: 'other@example.com', updatedAt: NOON }, KNOWN, { shareCount })).toMatchObject({
      outcome: 'updated',
    });
  });
});
