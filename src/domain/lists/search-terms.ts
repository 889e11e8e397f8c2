import type { Customer } from '../customer.ts';
import { beginningsOf } from './word-beginnings.ts';

/** A search of fewer characters than this matches only the beginnings of words; see `SearchTerms`. */
export const SUBSTRING_LENGTH = 3;

/** The terms by which a customer is found. They are folded here, so that every database finds the same customers. */
export interface SearchTerms {
  /**
   * Email, name, phone and external ids, folded, then `PHONE_MARK` and the digits of the phone; a separator between any
   * two of them.
   */
  readonly text: string;
  /** The first character and the first two characters of every word; a search too short for a substring matches them. */
  readonly beginnings: ReadonlySet<string>;
}

/** The parts of a customer that are searched. */
export type Searched = Pick<Customer, 'fields' | 'references'>;

/** Separates two fields, so that no search matches across them. No folded text contains it. */
export const SEPARATOR = '\u001E';

/** Precedes the digits of the phone in the text of every customer. No folded text contains it. */
export const PHONE_MARK = '\u001F';

/** A search that can be a phone number as people write it: digits, spaces, `+`, `(`, `)`, `.`, `/` and dashes. */
const PHONE_SEARCH = /^[\d\s+()./\p{Pd}]+$/u;

export function searchTerms(customer: Searched): SearchTerms {
  const text = searchText(customer);
  return { text, beginnings: new Set(beginningsOf(text)) };
}

/** The fields that are searched, apart from the external ids. */
const SEARCHED = ['email', 'name', 'phone'] as const;

/** Builds the text of `SearchTerms`. */
export function searchText({ fields, references }: Searched): string {
  const parts = [
    ...SEARCHED.map((field) => fields[field]),
    ...references.map(({ externalId }) => externalId),
  ];
  const folded = parts.filter((part) => part !== undefined).map(foldSearch);
  return [...folded, PHONE_MARK, digitsOf(fields.phone ?? '')].join(SEPARATOR);
}

/** Whether two states of a customer have the same searched fields. It folds nothing, so that a write is fast. */
export function haveSameSearched(before: Searched, after: Searched): boolean {
  return (
    SEARCHED.every((field) => before.fields[field] === after.fields[field]) &&
    before.references.length === after.references.length &&
    before.references.every(({ externalId }, index) => externalId === after.references[index]?.externalId)
  );
}

/**
 * Whether a search finds a customer. An index must give the same result.
 *
 * @param text the result of `searchText`.
 * @param search the result of `readSearch`.
 */
export function isFoundIn(text: string, search: string): boolean {
  if (isShort(search)) return beginningsOf(text).includes(search);
  if (text.includes(search)) return true;
  const digits = phoneDigits(search);
  return digits !== undefined && text.includes(digits, text.lastIndexOf(PHONE_MARK));
}

/** Whether a search is too short for a substring, and so matches only beginnings of words. */
export function isShort(search: string): boolean {
  return [...search].length < SUBSTRING_LENGTH;
}

/**
 * The digits by which a search finds a phone however it is written.
 *
 * @returns undefined if the search is not a phone number, has fewer digits than a substring needs, or consists of these
 * digits alone: then it finds them in the text.
 */
export function phoneDigits(search: string): string | undefined {
  if (!PHONE_SEARCH.test(search.normalize('NFKC'))) return undefined;
  const digits = digitsOf(search);
  return digits.length < SUBSTRING_LENGTH || digits === search ? undefined : digits;
}

/** The digits of a phone, of all widths: `３` is 3. */
function digitsOf(phone: string): string {
  return phone.normalize('NFKC').replaceAll(/\D/g, '');
}

/** Folds a search as a client sends it, and removes the space around it. @returns undefined if it is blank. */
export function readSearch(search: string): string | undefined {
  return foldSearch(search).trim() || undefined;
}

/**
 * Folds a search and the text that it searches: case, and the Unicode forms of a letter (NFC and NFD). A final sigma
 * becomes a normal one: JavaScript lowers a capital sigma to a final one at the end of a word, so the beginning of a
 * name would not be found in the name.
 */
export function foldSearch(text: string): string {
  // Composed last, because a small letter can have a composed form that its capital lacks: J with caron.
  return text
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll(SEPARATOR, ' ')
    .replaceAll(PHONE_MARK, ' ')
    .normalize('NFC');
}
