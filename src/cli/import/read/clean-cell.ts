/** Spaces, and characters that a screen does not show, such as a zero-width space or a direction mark. */
const INVISIBLE_ENDS =
  /^[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]+|[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]+$/g;
/** A formula that protects digits from a spreadsheet: ="00123". */
const FORMULA = /^="((?:[^"]|"")*)"$/;
/** MySQL and PostgreSQL write an absent value so. */
const NULL = '\\N';

const TILDE = 0x7e;
/** The first characters of cells that the import changes: ' = \\ and those outside of ASCII. */
const [APOSTROPHE, EQUALS, BACKSLASH] = [0x27, 0x3d, 0x5c];

/**
 * Returns the text that an exporter means by a cell. It removes spaces and invisible characters at both ends, unwraps
 * ="00123", drops an apostrophe before a digit or a sign, and removes typographic quotes around the whole cell.
 */
export function cleanCell(cell: string): string {
  const text = cell.trim();
  if (text === '') return text;
  const first = text.charCodeAt(0);
  const isPlain = first <= TILDE && first !== APOSTROPHE && first !== EQUALS && first !== BACKSLASH;
  if (isPlain && text.charCodeAt(text.length - 1) <= TILDE) return text;
  return unwrap(text.replace(INVISIBLE_ENDS, ''));
}

function unwrap(text: string): string {
  if (text === NULL) return '';
  if (text.startsWith('=')) return FORMULA.exec(text)?.[1]?.replaceAll('""', '"').trim() ?? text;
  if (/^'[\d+-]/.test(text)) return text.slice(1);
  return /^\u201c[^\u201c\u201d]*\u201d$/.test(text) ? text.slice(1, -1).trim() : text;
}
