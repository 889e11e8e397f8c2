import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldSearch, isFoundIn, searchTerms } from '../../src/domain/search-terms.ts';
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

  test('are the beginnings of words, a word being a run of letters and digits', () => {
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
  ])('holds %s and %s for the same', (one, other) => {
    expect(foldSearch(one)).toBe(foldSearch(other));
  });

  test('contains, when folded, every part of itself when folded', () => {
    const letter = fc.constantFrom(...'aÅåσςΣ İıßǅ𝔄é');
    const text = fc.array(
      fc.oneof(
        letter,
        fc.integer({ min: 32, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
      ),
    );
    fc.assert(
      fc.property(text, fc.nat(9), fc.nat(9), (characters, from, length) => {
        const part = characters.slice(from, from + length).join('');
        expect(foldSearch(characters.join(''))).toContain(foldSearch(part));
      }),
    );
  });
});
