import { CliError } from '../../cli-error.ts';

export interface ConfirmOptions {
  /** Whether `--yes` is set. */
  readonly isConfirmed: boolean;
  /** Whether the key writes live data. */
  readonly isLive: boolean;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/**
 * Asks on a terminal whether to import. `--yes` answers for sandbox data only. Without a terminal it does not ask.
 *
 * @throws CliError if the user declines.
 */
export async function confirmImport({ isConfirmed, isLive, input, output }: ConfirmOptions): Promise<void> {
  if (!input.isTTY || !output.isTTY || (isConfirmed && !isLive)) return;
  // The package is slow to load, and most imports do not ask.
  const { default: confirm } = await import('@inquirer/confirm');
  const message = isLive ? 'Import into LIVE data?' : 'Import?';
  const answer = await confirm({ message, default: false }, { input, output }).catch((error: Error) => {
    // Ctrl-C is a no.
    if (error.name === 'ExitPromptError') return false;
    throw error;
  });
  if (!answer) throw new CliError('Nothing was imported.');
}
