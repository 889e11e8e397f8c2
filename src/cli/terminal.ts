/** Prints a result to standard output. */
export function print(line = ''): void {
  process.stdout.write(`${replaceControls(line)}\n`);
}

/** Prints a message about the run to standard error. */
export function printError(line: string): void {
  process.stderr.write(`${replaceControls(line)}\n`);
}

/** Prints why a command failed. Every command prints every error here, so that all errors begin in the same way. */
export function printFailure(message: string): void {
  printError(`upsertd: ${message}`);
}

/** Replaces control characters in texts of files and servers, so that these texts cannot control the terminal. */
export function replaceControls(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '?');
}

/** Ends the process with an error if a result cannot be written. A reader that closes early, such as `head`, is no error. */
export function watchOutput(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    printFailure(`Standard output cannot be written (${code}).`);
    process.exit(1);
  });
  // No output is left to report the error to.
  process.stderr.on('error', () => undefined);
}
