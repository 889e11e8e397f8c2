/** Copies a text. A slice keeps its whole original text, here a chunk of the file, in memory. */
export function copyOf(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
