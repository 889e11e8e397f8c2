import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFoundByRule } from '../support/search-rule.ts';
import { TestServer } from '../support/test-server.ts';

/** Many requests take long on a busy machine. */
const PATIENCE_MS = 120_000;

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

interface Person {
  readonly email: string;
  readonly name?: string;
  readonly phone?: string;
  readonly source: string;
  readonly externalId: string;
}

/** A new merchant with these customers, and a function that searches them, the first one first. */
async function merchantOf(people: readonly Person[]) {
  const key = await server.addKey({ merchantId: await server.addMerchant() });
  for (const { source, externalId, ...fields } of people) {
    const path = `/v2/customers/external/${source}/${encodeURIComponent(externalId)}`;
    const { status } = await server.as(key).put(path).send(fields);
    expect(status).toBe(201);
  }
  return async (query: object): Promise<number[]> => {
    const { body } = await server
      .as(key)
      .get('/v2/customers')
      .query({ limit: 100, ...query });
    const found = body.data.map(({ email }: Person) => people.findIndex((person) => person.email === email));
    expect(body.pagination).toMatchObject({ total: found.length, hasMore: false });
    return found.toReversed();
  };
}

const PEOPLE: readonly Person[] = [
  {
    email: 'kari@example.com',
    name: 'Kari Nordmann',
    phone: '+47 22 12 34 56',
    source: 'clinic',
    externalId: 'PAT-1',
  },
  { email: 'oystein@fjord.no', name: 'Øystein Ås', source: 'gym', externalId: 'W/88 "x"' },
  { email: 'li@example.cn', name: '李明 😀', source: 'gym', externalId: '学号7' },
  {
    email: 'obrien@example.ie',
    name: "Pat O'Brien-Smith",
    phone: '01 234',
    source: 'clinic',
    externalId: 'a*b:c^d',
  },
  { email: 'odysseus@ithaca.gr', name: 'ΟΔΥΣΣΕΥΣ', source: 'clinic', externalId: 'x' },
];

describe('a search', () => {
  let find: (query: object) => Promise<number[]>;
  beforeAll(async () => {
    find = await merchantOf(PEOPLE);
  });

  test.each([
    ['nord', [0], 'a part of a name'],
    ['NORDMANN', [0], 'another case'],
    ['ri Nor', [0], 'a part that runs across words'],
    ['ari@exam', [0], 'a part of an email'],
    ['12 34', [0, 3], 'a part of a telephone number'],
    ['22123456', [0], 'its digits'],
    ['+47 2212', [0], 'its digits in other groups'],
    ['  nord ', [0], 'spaces around a text'],
    ['A\u030As', [1], 'a letter and its mark apart'],
    ['+47', [0], 'a plus'],
    ['pat-1', [0], 'an external id'],
    ['øyste', [1], 'letters of one language'],
    ['ØYSTEIN ÅS', [1], 'them in capitals'],
    ['w/88 "X', [1], 'quotes and slashes'],
    ['李明 ', [2], 'letters of another script'],
    ['明 😀', [2], 'an emoji'],
    ["o'brien", [3], 'an apostrophe'],
    ['a*b:c^d', [3], 'what a search language would read'],
    ['ΟΔΥΣ', [4], 'the beginning of a Greek name'],
    ['οδυσσευς', [4], 'a Greek name in small letters'],
    ['example', [0, 2, 3], 'a part of several emails'],
    ['pat', [0, 3], 'a part of a name and of an external id'],
    ['oslo', [], 'a text that no customer has'],
    ['nordmann kari', [], 'words in another order'],
    ['com kari', [], 'what runs from one field into the next'],
    ['k', [0], 'one letter: the beginning of a word'],
    ['no', [0, 1], 'two letters: the beginning of a word'],
    ['or', [], 'two letters that begin no word'],
    ['ås', [1], 'two letters with a ring'],
    ['ÅS', [1], 'two such capitals'],
    ['李', [2], 'one letter of another script'],
    ['明', [2], 'a letter inside of a word without spaces'],
    ['号', [2], 'such a letter in an external id'],
    ['7', [2], 'a digit behind such letters'],
    ['o', [1, 3, 4], 'one letter'],
    ['br', [3], 'the beginning of a word after an apostrophe'],
    ['34', [0], 'two digits'],
    ['@', [], 'a sign, which begins no word'],
    ['😀', [], 'an emoji alone, which is no word'],
    ['"', [], 'a quote alone'],
    ['""', [], 'two quotes'],
    ['"""', [], 'three quotes'],
    ['%', [], 'a wildcard'],
    ['%%%', [], 'three wildcards'],
    ['_a_', [], 'other wildcards'],
    ['kari OR li', [], 'an operator'],
    ['NEAR(kari li)', [], 'a function'],
    ['kari*', [], 'a prefix of another language'],
    ['name:kari', [], 'a column'],
    ['-kari', [], 'a negation'],
    ['" OR text : "', [], 'a way out of quotes'],
    ['tenant:', [], 'a column of the index'],
    ["'; DROP TABLE customers; --", [], 'a classic'],
  ])('for %s finds %j: %s', async (search, found) => {
    expect(await find({ search })).toEqual(found);
  });
});

describe('any search and any filters', () => {
  const letter = fc.constantFrom(
    ...'aAbB1 "*:^()-.+\'%_',
    'å',
    'Å',
    'Σ',
    'ς',
    'σ',
    '李',
    '😀',
    'OR ',
    'NEAR(',
  );
  const text = fc.array(letter, { minLength: 1, maxLength: 6 }).map((letters) => letters.join(''));
  const id = text.filter(
    (externalId) => externalId.trim() !== '' && externalId !== '.' && externalId !== '..',
  );
  const person = fc.record(
    {
      email: fc
        .array(fc.constantFrom('a', 'A', 'b', '1', 'ab', 'or'), { minLength: 1, maxLength: 4 })
        .map((parts) => `${parts.join('')}@b.no`),
      name: text,
      phone: text,
      source: fc.constantFrom('clinic', 'gym'),
      externalId: id,
    },
    { requiredKeys: ['email', 'source', 'externalId'] },
  ) as fc.Arbitrary<Person>;
  const people = fc.uniqueArray(person, {
    maxLength: 8,
    comparator: (a, b) =>
      a.email.toLowerCase() === b.email.toLowerCase() ||
      (a.source === b.source && a.externalId === b.externalId),
  });
  /** Mostly texts that match some of these customers. */
  const queryFor = (allCustomers: readonly Person[]) => {
    const known = (texts: string[], other: fc.Arbitrary<string>) =>
      texts.length > 0 ? fc.oneof({ arbitrary: fc.constantFrom(...texts), weight: 3 }, other) : other;
    const texts = allCustomers.flatMap(({ email, name = '', phone = '', externalId }) => [
      email,
      name,
      phone,
      externalId,
    ]);
    const piece = fc
      .tuple(known(texts, text), fc.nat(4), fc.integer({ min: 1, max: 5 }))
      .map(([whole, from, length]) => [...whole].slice(from, from + length).join(''));
    return fc.record(
      {
        search: fc.oneof(
          piece,
          piece.map((part) => part.toUpperCase()),
          text,
        ),
        source: fc.constantFrom('clinic', 'GYM'),
        external_id: known(
          allCustomers.map(({ externalId }) => externalId),
          id,
        ),
        email: known(
          allCustomers.map(({ email }) => email.toUpperCase()),
          fc.constant('a@b.no'),
        ),
      },
      { requiredKeys: ['search'] },
    );
  };
  const asked = people.chain((allCustomers) =>
    fc.tuple(fc.constant(allCustomers), fc.array(queryFor(allCustomers), { minLength: 8, maxLength: 8 })),
  );

  test('return the same customers as a plain loop', { timeout: PATIENCE_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([allCustomers, queries]) => {
        const find = await merchantOf(allCustomers);
        for (const query of queries) {
          const expected = allCustomers.flatMap((one, index) => {
            const matches =
              isFoundByRule({ ...one, externalIds: [one.externalId] }, query.search) &&
              (query.source === undefined || one.source === query.source.toLowerCase()) &&
              (query.external_id === undefined || one.externalId === query.external_id) &&
              (query.email === undefined || one.email.toLowerCase() === query.email.toLowerCase());
            return matches ? [index] : [];
          });
          expect(await find(query), JSON.stringify(query)).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });
});
