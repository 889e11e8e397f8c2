import { type Command, InvalidArgumentError, type Option } from 'commander';
import type { FileValue, FileValues } from './config-file.ts';
import { configOption, isLimit, isOff, isSwitch, variableOf } from './environment.ts';

/** Reads the options of a command from a file. @param file the configuration file (default: `upsertd.yaml`). */
export type ReadFile = (file: string | undefined, command: Command) => FileValues;

/** Lets a file set the options of every command of a program. Flags and the environment take precedence. */
export function makeConfigurable(program: Command, readFile: ReadFile): void {
  for (const child of program.commands) makeConfigurable(child, readFile);
  if (program.commands.length === 0) addConfigFile(program, readFile);
}

function addConfigFile(command: Command, readFile: ReadFile): void {
  command.addOption(configOption());
  const parseOptions = command.parseOptions.bind(command);
  // At this point commander has parsed the flags and has not yet checked for missing mandatory options.
  command.parseOptions = (words) => {
    const parsed = parseOptions(words);
    const wantsHelp = parsed.unknown.some((word) => word === '--help' || word === '-h');
    if (!wantsHelp) applyFile(command, readFile(fileNameOf(command), command));
    return parsed;
  };
}

/** Returns the configuration file that a flag or the environment names. */
export function fileNameOf(command: Command): string | undefined {
  return (command.getOptionValue('config') as string | undefined) ?? variableOf(configOption());
}

function applyFile(command: Command, values: FileValues): void {
  for (const option of command.options) {
    const found = values.get(option.name());
    const isGiven = command.getOptionValueSource(option.attributeName()) === 'cli';
    if (!found || isGiven || variableOf(option) !== undefined) continue;
    const value = isSwitch(option) ? readSwitch(option, found) : readValue(command, option, found);
    if (value !== undefined) command.setOptionValueWithSource(option.attributeName(), value, 'config');
  }
}

function readSwitch(option: Option, { texts: [text = 'no'] }: FileValue): boolean | undefined {
  return isOff(text) ? undefined : !option.negate;
}

function readValue(command: Command, option: Option, { texts, place }: FileValue): unknown {
  // The wording is that of commander for a flag and for a variable.
  const refuse = (text: string, reason: string) =>
    command.error(`error: option '${option.flags}' value '${text}' from ${place} is invalid. ${reason}`);
  if (texts.length === 0 && isLimit(option))
    refuse('', 'It must have a value; remove the line to use the default.');
  const value = texts.reduce<unknown>((earlier, text) => {
    try {
      return option.parseArg ? option.parseArg(text, earlier) : text;
    } catch (error) {
      if (error instanceof InvalidArgumentError) return refuse(text, error.message);
      throw error;
    }
  }, undefined);
  if (texts.length > 1 && !Array.isArray(value)) refuse(texts.join(', '), 'It takes one value only.');
  return value;
}
