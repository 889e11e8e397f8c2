/** Quotes a text, so that a POSIX shell reads it as one word and expands nothing in it. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Quotes a text only if a POSIX shell would not read it as one unchanged word. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoteForShell(text);
}
