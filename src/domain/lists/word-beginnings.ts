/** A word: a run of letters with their marks and of digits. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * A character of a script that writes words without spaces between them, or, as Hangul does, the parts of a name. A word
 * can begin at each of these characters. U+30FC (ー) belongs to two scripts, so these two have their extensions.
 */
const UNSPACED = `[${[
  ...['Hira', 'Kana'].map((script) => `\\p{scx=${script}}`),
  ...['Han', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt', 'Lana', 'Tale', 'Talu', 'Tavt'].map(
    (script) => `\\p{sc=${script}}`,
  ),
].join('')}]`;

const HAS_UNSPACED = new RegExp(UNSPACED, 'u');

/** A part of a word that has unspaced characters: one of these, or a run of others. Each part begins a word. */
const PART = new RegExp(`${UNSPACED}|(?:(?!${UNSPACED}).)+`, 'gsu');

/** The first two characters of a text, or its only one. */
const FIRST_TWO = /^..?/su;

/** The first two characters of each word, if the text has no unspaced characters. */
const BEGINNING = /(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}\p{N}]{1,2}/gu;

/** Returns the first character and the first two characters of every word, with duplicates. */
export function beginningsOf(text: string): string[] {
  // One expression for the whole text, because nearly all texts are without unspaced characters.
  const beginnings: string[] = HAS_UNSPACED.test(text)
    ? beginningsOfParts(text)
    : (text.match(BEGINNING) ?? []);
  return beginnings.concat(beginnings.map((two) => String.fromCodePoint(two.codePointAt(0) ?? 0)));
}

function beginningsOfParts(text: string): string[] {
  const parts = (text.match(WORD) ?? []).flatMap((word) =>
    HAS_UNSPACED.test(word) ? Array.from(word.matchAll(PART), ({ index }) => word.slice(index)) : [word],
  );
  return parts.map((part) => FIRST_TWO.exec(part)?.[0] ?? '');
}
