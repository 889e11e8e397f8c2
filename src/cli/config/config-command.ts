import { Command, type Option } from 'commander';
import { usageError } from '../cli-error.ts';
import { showTable } from '../table.ts';
import { print } from '../terminal.ts';
import { fileNameOf, type ReadFile } from './configurable.ts';
import { type EffectiveOption, explainOption } from './effective-options.ts';

export function configCommand(readFile: ReadFile): Command {
  return new Command('config')
    .description('show the effective options of a command and their sources')
    .usage('[options] [command with its options]')
    .argument('[words...]', 'a command with its options, such as: serve --port 5000', ['serve'])
    .allowUnknownOption()
    .option('--json', 'print the options as JSON')
    .action(async (words: readonly string[], { json }: { json?: true }, self: Command) => {
      const { command, flags } = findCommand(self.parent as Command, words);
      const effective = await readOptions(command, flags, readFile);
      if (json) print(JSON.stringify(effective));
      else print(showTable(['OPTION', 'VALUE', 'FROM'], effective.map(showRow)));
    });
}

function showRow({ option, value, from, where }: EffectiveOption): string[] {
  return [option, value ?? '-', where ?? from];
}

/** Finds the command at the start of the words. @throws CliError if there is none. */
function findCommand(
  program: Command,
  words: readonly string[],
): { command: Command; flags: readonly string[] } {
  if (program.commands.length === 0) return { command: program, flags: words };
  const [name, ...rest] = words;
  const child = program.commands.find((one) => one.name() === name);
  if (child) return findCommand(child, rest);
  const names = program.commands.map((one) => one.name()).join(', ');
  const problem =
    name === undefined
      ? `${program.name()} needs a command`
      : `${name} is not a command of ${program.name()}`;
  throw usageError(`${problem}; name one of ${names}.`);
}

/** Makes the command parse its options without running it. */
async function readOptions(
  command: Command,
  words: readonly string[],
  readFile: ReadFile,
): Promise<readonly EffectiveOption[]> {
  const flags = new Map<Option, string[]>();
  for (const one of command.options) {
    one.mandatory = false;
    command.on(`option:${one.name()}`, (text?: string) => {
      flags.set(one, [...(flags.get(one) ?? []), text ?? 'true']);
    });
  }
  for (const one of command.registeredArguments) one.required = false;
  command.allowExcessArguments().action(() => {});
  await command.parseAsync(words, { from: 'user' });
  const values = readFile(fileNameOf(command), command);
  return command.options
    .filter(({ envVar }) => envVar !== undefined)
    .map((one) => explainOption(command, one, flags.get(one) ?? [], values));
}
