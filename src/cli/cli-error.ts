/** An end with a sentence for the person at the terminal. */
export class CliError extends Error {
  readonly exitCode: 1 | 2;

  /** @param exitCode 1: it could not be done; 2: it was asked for wrongly. */
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
  }
}

/** The command was used wrongly. */
export function usageError(message: string): CliError {
  return new CliError(message, 2);
}
