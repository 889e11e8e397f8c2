import type { Customer } from './customer.ts';

/** Searches of fewer characters than this match the beginnings of words only; see `SearchTerms`. */
export const SUBSTRING_LENGTH = 3;

/** What a customer is found by. Folded here, so that every database gives the same answers. */
export interface SearchTerms {
  /** Email, name, phone and external ids, in lower case, a separator between them. */
  readonly text: string;
  /** The first one and the first two characters of every word: what a search too short for a substring matches. */
  readonly beginnings: ReadonlySet<string>;
}

/** As much of a customer as is searched. */
export type Searched = Pick<Customer, 'fields' | 'references'>;

/** Stands between two fields, so that no search matches across them. No folded text holds it itself. */
export const SEPARATOR = '\u001E';

/** The first two characters of a word, or its only one; a word is a run of letters and digits. */
const BEGINNING = /(?<![\p{L}\p{N}])[\p{L}\p{N}]{1,2}/gu;

export function searchTerms(customer: Searched): SearchTerms {
  const text = searchText(customer);
  return { text, beginnings: new Set(beginningsOf(text)) };
}

/** The fields that are searched, beside the external ids. */
const SEARCHED = ['email', 'name', 'phone'] as const;

/** Email, name, phone and external ids, in lower case, a separator between them. */
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

/** The first one and the first two characters of every word, some of them more than once. */
export function beginningsOf(text: string): string[] {
  const beginnings: string[] = text.match(BEGINNING) ?? [];
  return beginnings.concat(beginnings.map((two) => String.fromCodePoint(two.codePointAt(0) ?? 0)));
}

/**
 * Whether a search finds a customer: what an index must answer, too.
 *
 * @param text as `searchText` gives it.
 * @param search folded, not blank.
 */
export function isFoundIn(text: string, search: string): boolean {
  return isShort(search) ? beginningsOf(text).includes(search) : text.includes(search);
}

/** Whether a search is too short for a substring, and so matches beginnings of words. */
export function isShort(search: string): boolean {
  return [...search].length < SUBSTRING_LENGTH;
}

/**
 * How a search and what it looks through are made comparable. A sigma at the end of a word becomes a common one:
 * JavaScript makes the other one of it, and then the beginning of a name would not be found in the name.
 */
export function foldSearch(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ').replaceAll(SEPARATOR, ' ');
}
