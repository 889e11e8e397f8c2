import type { Command, Option } from 'commander';
import { showUrl } from '../../storage/show-url.ts';
import type { FileValues } from './config-file.ts';
import { isSecret, variableOf } from './environment.ts';

/** The effective value of one option and its source. */
export interface EffectiveOption {
  readonly option: string;
  /** The value as on a command line; null if the option has no value. */
  readonly value: string | null;
  readonly from: 'flag' | 'environment' | 'file' | 'default';
  /** The variable, or the file and its line. */
  readonly where: string | null;
}

/**
 * Returns the effective value of an option of a command that has parsed its flags, its environment and its file.
 *
 * @param flags the values of the option on the command line.
 */
export function explainOption(
  command: Command,
  option: Option,
  flags: readonly string[],
  values: FileValues,
): EffectiveOption {
  const { texts, ...source } = optionSource(command, option, flags, values);
  const value = texts.length === 0 ? null : texts.map((text) => mask(option, text)).join(', ');
  return { option: option.long ?? option.flags, value, ...source };
}

type OptionSource = Pick<EffectiveOption, 'from' | 'where'> & { readonly texts: readonly string[] };

function optionSource(
  command: Command,
  option: Option,
  flags: readonly string[],
  values: FileValues,
): OptionSource {
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

/** Masks a secret, and the password of a URL. */
function mask(option: Option, text: string): string {
  return isSecret(option) ? '***' : showUrl(text);
}
