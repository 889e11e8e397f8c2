import type { Command, Option } from 'commander';
import { showUrl } from '../../storage/show-url.ts';
import type { FileValues } from './config-file.ts';
import { isSecret, variableOf } from './environment.ts';

/** What a command runs with, of one option, and why. */
export interface InForce {
  readonly option: string;
  /** As it would stand on a command line; null when nothing is in force. */
  readonly value: string | null;
  readonly from: 'flag' | 'environment' | 'file' | 'default';
  /** The variable, or the line of the file. */
  readonly where: string | null;
}

/**
 * Explains an option of a command that has read its flags, its environment and its file.
 *
 * @param flags what stood on the command line for it.
 */
export function explainOption(
  command: Command,
  option: Option,
  flags: readonly string[],
  values: FileValues,
): InForce {
  const { texts, ...why } = optionSource(command, option, flags, values);
  const value = texts.length === 0 ? null : texts.map((text) => masked(option, text)).join(', ');
  return { option: option.long ?? option.flags, value, ...why };
}

type Whence = Pick<InForce, 'from' | 'where'> & { readonly texts: readonly string[] };

function optionSource(
  command: Command,
  option: Option,
  flags: readonly string[],
  values: FileValues,
): Whence {
  switch (command.getOptionValueSource(option.attributeName())) {
    case 'cli':
      return { texts: flags, from: 'flag', where: null };
    case 'env':
      return { texts: [variableOf(option) ?? ''], from: 'environment', where: option.envVar ?? null };
    case 'config': {
      const { texts = [], place = null } = values.get(option.name()) ?? {};
      return { texts, from: 'file', where: place };
    }
    default:
      return { texts: defaultOf(option), from: 'default', where: null };
  }
}

function defaultOf({ defaultValue, defaultValueDescription }: Option): string[] {
  const shown = defaultValueDescription ?? defaultValue;
  return shown === undefined ? [] : [String(shown)];
}

/** A secret as a whole, and the password in an address. */
function masked(option: Option, text: string): string {
  return isSecret(option) ? '***' : showUrl(text);
}
