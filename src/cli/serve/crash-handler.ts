/**
 * Ends the program at an unhandled error, as Node would, but logs it like any other error: Node would print the message of
 * the error, which may contain data.
 */
export function handleCrash(onError: (what: string, error: unknown) => void): void {
  process.once('uncaughtException', (error) => {
    onError('ended by a fault', error);
    process.exit(1);
  });
}
