import { blank, blankCode, blankCommentMarks, type Passage } from './passage.ts';

/** The comments of shells, make, CSS, C and Lua. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![^\s])(?:#+|\/\/|--)\s.*/g;

/** Finds the comments of a Makefile, a script or a style sheet. */
export function findCommentProse(source: string): readonly Passage[] {
  const characters = blank(source).split('');
  for (const { 0: comment, index } of source.matchAll(COMMENT)) {
    characters.splice(index, comment.length, ...comment);
  }
  return [{ start: 0, text: blankCode(blankCommentMarks(characters.join(''))) }];
}
