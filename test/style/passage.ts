/** A piece of prose in a source file. */
export interface Passage {
  /** The offset of the text in the file. */
  readonly start: number;
  /** The text, as long as in the file; everything that is not prose is replaced by spaces. */
  readonly text: string;
}

/** Replaces all characters but line breaks by spaces, so that offsets stay valid. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Blanks code between backticks, and the backslash escapes of a literal. */
export function blankCode(text: string): string {
  return text.replace(/```[\s\S]*?```|`[^`\n]*`|\\./g, blank);
}

/** Blanks the marks with which the lines of a comment begin or end: slashes, stars, hashes, dashes. */
export function blankCommentMarks(text: string): string {
  return text.replace(/^[ \t]*(?:\/\*+|\/\/+|\*+\/?|#+|--+)|\*+\/$/gm, blank);
}
