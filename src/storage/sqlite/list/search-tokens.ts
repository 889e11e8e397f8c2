import { isShort, phoneDigits, SEPARATOR, SUBSTRING_LENGTH } from '../../../domain/lists/search-terms.ts';
import { beginningsOf } from '../../../domain/lists/word-beginnings.ts';

/** Separates tokens. No field and no search contains it. */
export const TOKEN_SEPARATOR = SEPARATOR;

/**
 * The tokens of a customer in the full-text table: all sequences of three characters of a field, the first one and two
 * characters of its words, and the tenant's token. That one is longer than the others, so no text can contain the token
 * of a tenant. The result can contain duplicates.
 */
export function tokensOf(tenant: number, text: string): string[] {
  return [tenantToken(tenant), ...trigramsOf(text), ...beginningsOf(text)];
}

/** The tokens of a customer's text that its previous or next text lacks, without duplicates. */
export function tokensLackedBy(other: string, text: string): ReadonlySet<string> {
  const same = other.split(SEPARATOR);
  const changed = text.split(SEPARATOR).filter((field) => !same.includes(field));
  const beginnings = beginningsOf(other);
  return new Set([
    ...trigramsOf(changed.join(SEPARATOR)).filter((trigram) => !other.includes(trigram)),
    ...beginningsOf(changed.join(SEPARATOR)).filter((beginning) => !beginnings.includes(beginning)),
  ]);
}

/**
 * The full-text query for the customers that have all tokens of a search, or all of its digits as a phone. If the search is longer than a token, the
 * caller must check that their texts contain the whole search.
 *
 * @param search folded, not blank.
 * @param tenant restricts the query to the customers of a tenant; default: all tenants.
 */
export function searchMatch(search: string, tenant?: number): string {
  const digits = phoneDigits(search);
  const texts = digits === undefined ? [search] : [search, digits];
  const alternatives = texts.map((text) => allOf(isShort(text) ? [text] : coveringTrigrams(text)));
  const found = alternatives.map((tokens) => `(${tokens})`).join(' OR ');
  return tenant === undefined ? found : `(${found}) AND ${allOf([tenantToken(tenant)])}`;
}

function allOf(tokens: Iterable<string>): string {
  return Array.from(new Set(tokens), (token) => `"${token.replaceAll('"', '""')}"`).join(' AND ');
}

/** Whether a search is no longer than a token, so that the full-text table alone gives its result. */
export function isToken(search: string): boolean {
  return [...search].length <= SUBSTRING_LENGTH;
}

/** Returns the fewest trigrams that cover the search text. Each trigram costs the reading of one list of the index. */
function coveringTrigrams(search: string): string[] {
  const trigrams = trigramsOf(search);
  return trigrams.filter((_, index) => index % SUBSTRING_LENGTH === 0 || index === trigrams.length - 1);
}

/** All sequences of three characters within a field. */
function trigramsOf(text: string): string[] {
  const trigrams: string[] = [];
  let [first, second] = ['', ''];
  for (const third of text) {
    if (first !== '' && third !== SEPARATOR) trigrams.push(first + second + third);
    [first, second] = third === SEPARATOR ? ['', ''] : [second, third];
  }
  return trigrams;
}

/** The token of a tenant. It is longer than the tokens of texts, which have at most three characters. */
function tenantToken(tenant: number): string {
  return `tenant${tenant}`;
}
