/** Results go to standard output, everything about them to standard error. */
export function print(line = ''): void {
  process.stdout.write(`${withoutControls(line)}\n`);
}

export function printError(line: string): void {
  process.stderr.write(`${withoutControls(line)}\n`);
}

/** A terminal obeys what it is shown, and much of that was written by somebody else: a file's, a server's words. */
function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '?');
}

/** A reader that has seen enough, such as `head`, is no failure of ours. A result that cannot be written is one. */
export function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    printError(`upsertd: Standard output cannot be written (${code}).`);
    process.exit(1);
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
}
