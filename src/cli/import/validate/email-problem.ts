const LOCAL = /[a-z0-9!#$%&'*+/=?^_`{|}~.-]/i;
const DOMAIN = /[a-z0-9.-]/i;

/**
 * Names what makes an email invalid, as a clause. The API accepts ASCII addresses only.
 *
 * @returns undefined if the text does not resemble an email.
 */
export function emailProblem(email: string): string | undefined {
  const at = email.lastIndexOf('@');
  if (at === -1) return undefined;
  const local = [...email.slice(0, at)];
  const domain = [...email.slice(at + 1)];
  const wrong = local.find((character) => !LOCAL.test(character)) ?? domain.find((c) => !DOMAIN.test(c));
  if (wrong !== undefined) return `the character ${showCharacter(wrong)} is not allowed`;
  const dot = /^\.|\.\.|\.@|@\.|\.$/.exec(email)?.[0];
  if (dot === '..') return 'two dots follow each other';
  if (dot !== undefined) return 'the character "." is in the wrong place';
  return domain.includes('.') ? undefined : 'the part after "@" has no dot';
}

/** Shows a character, and the code point of a character that a terminal would not show. */
function showCharacter(character: string): string {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (character === ' ') return 'space';
  return /[\p{C}\p{Z}]/u.test(character) ? code : `"${character}"${character > '~' ? ` (${code})` : ''}`;
}
