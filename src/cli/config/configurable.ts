import { type Command, InvalidArgumentError, type Option } from 'commander';
import type { FileValue, FileValues } from './config-file.ts';
import { configOption, isSwitch, saysNo, variableOf } from './environment.ts';

/** What a file says of a command's options. @param file the one that was named, if any. */
export type ReadFile = (file: string | undefined, command: Command) => FileValues;

/** Lets the options of every command under a program be set by a file too; flags and the environment come first. */
export function makeConfigurable(program: Command, readFile: ReadFile): void {
  for (const child of program.commands) makeConfigurable(child, readFile);
  if (program.commands.length === 0) readFileToo(program, readFile);
}

function readFileToo(command: Command, readFile: ReadFile): void {
  command.addOption(configOption());
  const parseOptions = command.parseOptions.bind(command);
  // Here a flag is read already and nothing that must be given has been missed yet.
  command.parseOptions = (words) => {
    const parsed = parseOptions(words);
    const wantsHelp = parsed.unknown.some((word) => word === '--help' || word === '-h');
    if (!wantsHelp) applyFile(command, readFile(fileNameOf(command), command));
    return parsed;
  };
}

/** The file that was named by a flag or the environment. */
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
  return saysNo(text) ? undefined : !option.negate;
}

function readValue(command: Command, option: Option, { texts, place }: FileValue): unknown {
  // As commander words it for a flag and for a variable.
  const refuse = (text: string, why: string) =>
    command.error(`error: option '${option.flags}' value '${text}' from ${place} is invalid. ${why}`);
  const value = texts.reduce<unknown>((earlier, text) => {
    try {
      return option.parseArg ? option.parseArg(text, earlier) : text;
    } catch (error) {
      if (error instanceof InvalidArgumentError) return refuse(text, error.message);
      throw error;
    }
  }, undefined);
  if (texts.length > 1 && !Array.isArray(value)) refuse(texts.join(', '), 'It can be given once only.');
  return value;
}
