import { beginningsOf, isShort, SEPARATOR, SUBSTRING_LENGTH } from '../../../domain/search-terms.ts';

/** Parts the tokens from each other. No field and no search holds it. */
export const TOKEN_SEPARATOR = SEPARATOR;

/**
 * What the full-text table knows a customer by: every run of three characters of a field, the beginnings of words, which
 * have one or two, and the tenant, in more. So no customer's text can pass for another tenant's. Some come repeatedly.
 */
export function tokensOf(tenant: number, text: string): string[] {
  return [tenantToken(tenant), ...runsOf(text), ...beginningsOf(text)];
}

/** The tokens of a customer's text that another text, as it was before or is after, lacks; each of them once. */
export function tokensLackedBy(other: string, text: string): ReadonlySet<string> {
  const same = other.split(SEPARATOR);
  const changed = text.split(SEPARATOR).filter((field) => !same.includes(field));
  const beginnings = beginningsOf(other);
  return new Set([
    ...runsOf(changed.join(SEPARATOR)).filter((run) => !other.includes(run)),
    ...beginningsOf(changed.join(SEPARATOR)).filter((beginning) => !beginnings.includes(beginning)),
  ]);
}

/**
 * What is asked of the full-text table: who has all the tokens of a search. Of a search longer than a token the answer
 * still has to be looked into, whether they stand together.
 *
 * @param search folded, not blank.
 * @param tenant whose customers are asked for; without it everybody's.
 */
export function searchMatch(search: string, tenant?: number): string {
  const tokens = new Set(isShort(search) ? [search] : runsCovering(search));
  if (tenant !== undefined) tokens.add(tenantToken(tenant));
  return Array.from(tokens, (token) => `"${token.replaceAll('"', '""')}"`).join(' AND ');
}

/** Whether a search is no longer than a token, so that the full-text table alone answers it. */
export function isToken(search: string): boolean {
  return [...search].length <= SUBSTRING_LENGTH;
}

/** As few runs of three characters as have all of a search between them: every list more is one more to walk along. */
function runsCovering(search: string): string[] {
  const runs = runsOf(search);
  return runs.filter((_, index) => index % SUBSTRING_LENGTH === 0 || index === runs.length - 1);
}

/** Every run of three characters within a field. */
function runsOf(text: string): string[] {
  const runs: string[] = [];
  let [first, second] = ['', ''];
  for (const third of text) {
    if (first !== '' && third !== SEPARATOR) runs.push(first + second + third);
    [first, second] = third === SEPARATOR ? ['', ''] : [second, third];
  }
  return runs;
}

/** Whose a customer is; the longest tokens of a text have three characters. */
function tenantToken(tenant: number): string {
  return `tenant${tenant}`;
}
