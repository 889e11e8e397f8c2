import { shellWord } from '../../../platform/quote-for-shell.ts';

/**
 * Returns the command line that resumes an import that stopped.
 *
 * @param args the command line after the name of the program. The result leaves out an API key.
 */
export function resumeCommand([command = 'import', ...args]: readonly string[]): string {
  const isKey = (index: number) => args[index] === '--api-key';
  const shown = args.filter(
    (arg, index) => !isKey(index) && !isKey(index - 1) && !arg.startsWith('--api-key=') && arg !== '--resume',
  );
  return ['upsertd', command, '--resume', ...shown.map(shellWord)].join(' ');
}
