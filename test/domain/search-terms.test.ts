import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  foldSearch,
  haveSameSearched,
  isFoundIn,
  phoneDigits,
  readSearch,
  searchTerms,
} from '../../src/domain/lists/search-terms.ts';
import { aCustomer, aReference } from './a-customer.ts';

describe('what a customer is found by', () => {
  test('is the email, the name, the phone and every external id, and nothing else', () => {
    const customer = aCustomer(
      { email: 'Kari@Example.com', name: 'Kari Nordmann', phone: '+47 22', city: 'Oslo', notes: 'secret' },
      [aReference('practicehub', 'PAT-1'), aReference('wodify', 'W/2')],
    );
    const { text } = searchTerms(customer);
    for (const part of ['kari@example.com', 'kari nordmann', '+47 22', 'pat-1', 'w/2'])
      expect(text).toContain(part);
    for (const part of ['oslo', 'secret', 'practicehub', 'wodify']) expect(text).not.toContain(part);
  });

  test('does not run from one field into the next', () => {
    expect(searchTerms(aCustomer({ email: 'a@b.no', name: 'Kari' })).text).not.toContain('nokari');
  });

  test('does not match across two fields through the separator, and still matches a field that contains it', () => {
    const { text } = searchTerms(aCustomer({ email: 'a@b.no', name: 'Kari\u001ENordmann' }));
    expect(isFoundIn(text, foldSearch('no\u001EKari'))).toBe(false);
    expect(isFoundIn(text, foldSearch('Kari\u001ENord'))).toBe(true);
  });

  test('are the beginnings of words, and the inside of words in scripts without spaces', () => {
    const { beginnings } = searchTerms(
      aCustomer({ email: 'kn@x.no', name: "Åse O'Brien-Li 李明 é", phone: '+47 22' }),
    );
    expect([...beginnings].sort()).toEqual(
      [
        'k',
        'kn',
        'x',
        'n',
        'no',
        'å',
        'ås',
        'o',
        'b',
        'br',
        'l',
        'li',
        '李',
        '李明',
        '明',
        'é',
        '4',
        '47',
        '2',
        '22',
      ].sort(),
    );
  });

  test('counts characters, not the halves that some are stored in', () => {
    expect(searchTerms(aCustomer({ email: 'k@x.no', name: '𝔄𝔅ℭ' })).beginnings).toContain('𝔄𝔅');
  });

  test.each([
    ['KARI', 'kari'],
    ['ØYSTEIN ÅS', 'øystein ås'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['ΟΔΥΣ', 'οδυς'],
    ['οδυσ', 'οδυς'],
    ['Å', 'a\u030A'],
    ['J\u030C', 'ǰ'],
    ['한', '\u1112\u1161\u11AB'],
  ])('holds %s and %s for the same', (one, other) => {
    expect(foldSearch(one)).toBe(foldSearch(other));
  });

  const anyText = fc
    .array(
      fc.oneof(
        fc.constantFrom(...'aAåσςΣ İıßǅ𝔄éJ\u030C\u0301'),
        fc.integer({ min: 32, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
      ),
    )
    .map((characters) => characters.join(''));

  test('contains, when folded, every part of itself when folded, a letter with its marks being one part', () => {
    const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
    fc.assert(
      fc.property(anyText, fc.nat(9), fc.nat(9), (text, from, length) => {
        const characters = Array.from(letters.segment(text), ({ segment }) => segment);
        expect(foldSearch(text)).toContain(foldSearch(characters.slice(from, from + length).join('')));
      }),
    );
  });

  test('is the same for each Unicode form of a text, and when folded again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldSearch(text);
        expect(foldSearch(text.normalize('NFD'))).toBe(folded);
        expect(foldSearch(folded)).toBe(folded);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a search', () => {
  test.each([
    ['  Kari\u00A0', 'kari'],
    ['', undefined],
    [' \u3000', undefined],
  ])('%j is read as %j', (search, expected) => {
    expect(readSearch(search)).toBe(expected);
  });

  test.each([
    ['+47 22', '4722'],
    ['(0)12–3/4.5', '012345'],
    ['１２３', '123'],
    ['123', undefined],
    ['+47', undefined],
    ['tel 123-45', undefined],
    ['1_2%3', undefined],
  ])('%s looks for the digits %s of a phone', (search, digits) => {
    expect(phoneDigits(search)).toBe(digits);
  });
});

describe('the search fields of two states of a customer', () => {
  const before = aCustomer({ email: 'a@b.no', name: 'Kari', city: 'Oslo' }, [aReference('a', '1')]);

  test.each([
    ['another field', { city: 'Bergen' }, ['1'], true],
    ['the name', { name: 'Ada' }, ['1'], false],
    ['a new phone', { phone: '1' }, ['1'], false],
    ['another external id', {}, ['1', '2'], false],
  ])('are compared: %s changed', (_, changed, ids, isSame) => {
    const after = aCustomer(
      { email: 'a@b.no', name: 'Kari', city: 'Oslo', ...changed },
      ids.map((id) => aReference('a', id)),
    );
    expect(haveSameSearched(before, after)).toBe(isSame);
  });
});
