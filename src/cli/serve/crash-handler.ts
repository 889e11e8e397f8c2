/**
 * Ends the program at an error that nobody handles, as Node would, but tells of it as of any other fault: what Node
 * prints holds the error's message, which may quote data.
 */
export function handleCrash(onError: (what: string, fault: unknown) => void): void {
  process.once('uncaughtException', (fault) => {
    onError('ended by a fault', fault);
    process.exit(1);
  });
}
