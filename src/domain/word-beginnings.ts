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

/** Returns the first character and the first two characters of every word, with duplicates. */
export function beginningsOf(text: string): string[] {
  const beginnings = (text.match(WORD) ?? [])
    .flatMap(wordsWithin)
    .map((word) => FIRST_TWO.exec(word)?.[0] ?? '');
  return beginnings.concat(beginnings.map((two) => String.fromCodePoint(two.codePointAt(0) ?? 0)));
}

/** Returns the word, or every end of it that can be a word, if spaces do not separate the words of its script. */
function wordsWithin(word: string): string[] {
  if (!HAS_UNSPACED.test(word)) return [word];
  return Array.from(word.matchAll(PART), ({ index }) => word.slice(index));
}
