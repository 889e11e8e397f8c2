/**
 * What to type to go on with an import that stopped.
 *
 * @param args what was typed after the program's name. A key among them is left out, as it must not be shown.
 */
export function resumeCommand([command = 'import', ...args]: readonly string[]): string {
  const isKey = (index: number) => args[index] === '--api-key';
  const shown = args.filter(
    (arg, index) => !isKey(index) && !isKey(index - 1) && !arg.startsWith('--api-key=') && arg !== '--resume',
  );
  return ['upsertd', command, '--resume', ...shown.map(quote)].join(' ');
}

/** For a POSIX shell. */
function quote(arg: string): string {
  return /^[\w%+,./:=@-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
