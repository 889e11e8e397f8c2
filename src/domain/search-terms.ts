import type { Customer } from './customer.ts';

/** A search of fewer characters than this matches only the beginnings of words; see `SearchTerms`. */
export const SUBSTRING_LENGTH = 3;

/** The terms by which a customer is found. They are folded here, so that every database finds the same customers. */
export interface SearchTerms {
  /** Email, name, phone and external ids, in lower case, a separator between them. */
  readonly text: string;
  /** The first character and the first two characters of every word; a search too short for a substring matches them. */
  readonly beginnings: ReadonlySet<string>;
}

/** The parts of a customer that are searched. */
export type Searched = Pick<Customer, 'fields' | 'references'>;

/** Separates two fields, so that no search matches across them. No folded text contains it. */
export const SEPARATOR = '\u001E';

/** The first two characters of a word, or its only character; a word is a run of letters and digits. */
const BEGINNING = /(?<![\p{L}\p{N}])[\p{L}\p{N}]{1,2}/gu;

export function searchTerms(customer: Searched): SearchTerms {
  const text = searchText(customer);
  return { text, beginnings: new Set(beginningsOf(text)) };
}

/** The fields that are searched, apart from the external ids. */
const SEARCHED = ['email', 'name', 'phone'] as const;

/** Joins email, name, phone and external ids, folded, with a separator between them. */
export function searchText({ fields, references }: Searched): string {
  const parts = [
    ...SEARCHED.map((field) => fields[field]),
    ...references.map(({ externalId }) => externalId),
  ];
  return parts
    .filter((part) => part !== undefined)
    .map(foldSearch)
    .join(SEPARATOR);
}

/** Returns the first character and the first two characters of every word, with duplicates. */
export function beginningsOf(text: string): string[] {
  const beginnings: string[] = text.match(BEGINNING) ?? [];
  return beginnings.concat(beginnings.map((two) => String.fromCodePoint(two.codePointAt(0) ?? 0)));
}

/**
 * Whether a search finds a customer. An index must give the same result.
 *
 * @param text the result of `searchText`.
 * @param search folded, not blank.
 */
export function isFoundIn(text: string, search: string): boolean {
  return isShort(search) ? beginningsOf(text).includes(search) : text.includes(search);
}

/** Whether a search is too short for a substring, and so matches only beginnings of words. */
export function isShort(search: string): boolean {
  return [...search].length < SUBSTRING_LENGTH;
}

/**
 * Folds a search and the text that it searches. A final sigma becomes a normal one: JavaScript lowers a capital sigma to
 * a final one at the end of a word, so the beginning of a name would not be found in the name.
 */
export function foldSearch(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ').replaceAll(SEPARATOR, ' ');
}
