/** An error that ends the command and whose message is for the user. */
export class CliError extends Error {
  readonly exitCode: 1 | 2 | 3;

  /** @param exitCode 1: the command failed; 2: its options or arguments are wrong; 3: the source of a pull failed. */
  constructor(message: string, exitCode: 1 | 2 | 3 = 1) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** Creates an error for wrong options or arguments, with exit code 2. */
export function usageError(message: string): CliError {
  return new CliError(message, 2);
}
