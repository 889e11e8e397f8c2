/** The characters that are not allowed before the @ of an address without quotes (RFC 5322 3.2.3), where dots separate words. */
const NOT_LOCAL = /[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]/u;
const NOT_DOMAIN = /[^A-Za-z0-9.-]/u;
/** An email address. Its repetitions cannot match one text in two ways, so the time is linear. */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*\.)+[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*$/;
const MISPLACED_DOT = /^\.|\.\.|\.$/;
const HYPHEN_AT_END = /^-|\.-|-\.|-$/;

/**
 * Returns the rule that a text breaks as an email address, worded to follow "must be an email address"; undefined for an
 * address. An address is an unquoted local part, an @ and a domain of at least two labels, all in ASCII.
 */
export function emailFault(text: string): string | undefined {
  // Most texts are addresses, and one expression is cheaper than the search for a fault.
  if (ADDRESS.test(text)) return undefined;
  if (text === '') return 'it is empty';
  if (text.startsWith('"')) return 'the part before the @ is quoted, which this API does not support';
  const [local = '', domain, ...more] = text.split('@');
  if (domain === undefined) return 'it has no @';
  if (more.length > 0) return 'it has more than one @';
  if (local === '') return 'it has nothing before the @';
  if (domain === '') return 'it has nothing after the @';
  if (domain.startsWith('[')) return 'an IP address follows the @; this API supports only domain names';
  return characterFault(local, domain) ?? dotFault(local, domain);
}

function characterFault(local: string, domain: string): string | undefined {
  const inLocal = NOT_LOCAL.exec(local)?.[0];
  if (inLocal !== undefined) return `it contains ${showCharacter(inLocal)}`;
  const inDomain = NOT_DOMAIN.exec(domain)?.[0];
  if (inDomain === undefined) return undefined;
  const isElsewhere = !NOT_LOCAL.test(inDomain) || /[<>]/.test(inDomain);
  return `it contains ${showCharacter(inDomain)}${isElsewhere ? ' after the @' : ''}`;
}

function dotFault(local: string, domain: string): string | undefined {
  const misplaced = 'a dot at its start, at its end or after another dot';
  if (MISPLACED_DOT.test(local)) return `the part before the @ has ${misplaced}`;
  if (MISPLACED_DOT.test(domain)) return `its domain has ${misplaced}`;
  if (!domain.includes('.')) return 'its domain has no dot';
  return HYPHEN_AT_END.test(domain) ? 'a part of its domain begins or ends with a hyphen' : undefined;
}

/** Shows a character in quotes, or as its code point if it is invisible. */
function showCharacter(character: string): string {
  if (character === ' ') return 'a space';
  const code = character.codePointAt(0) ?? 0;
  const isVisible = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character);
  const shown = isVisible ? `"${character}"` : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code > 127 ? `${shown}, which is not an ASCII character` : shown;
}
