/** The longest name, in characters. Output files add about 20 characters, and a file system allows 255 bytes. */
const MAX_LENGTH = 50;

/** Returns a name that is safe as a file name, an argument of a command and a download, with the same ending. */
export function safeFileName(sent: string): string {
  const last = sent.split(/[/\\]/).at(-1) ?? '';
  const safe = last
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._() -]/gu, '_')
    .replace(/^[.\s-]+|[.\s]+$/gu, '');
  // The end, because it has the ending.
  const short = [...safe]
    .slice(-MAX_LENGTH)
    .join('')
    .replace(/^[.\s-]+/u, '');
  return short || 'customers.csv';
}
