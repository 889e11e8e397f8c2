import { Command, type Option } from 'commander';
import { usageError } from '../cli-error.ts';
import { showTable } from '../table.ts';
import { print } from '../terminal.ts';
import { fileNameOf, type ReadFile } from './configurable.ts';
import { explainOption, type InForce } from './effective-options.ts';

export function configCommand(readFile: ReadFile): Command {
  return new Command('config')
    .description('show which options a command would run with, and why')
    .usage('[options] [command with its options]')
    .argument('[words...]', 'a command with its options, such as: serve --port 5000', ['serve'])
    .allowUnknownOption()
    .option('--json', 'print JSON for machines')
    .action(async (words: readonly string[], { json }: { json?: true }, self: Command) => {
      const { command, flags } = findCommand(self.parent as Command, words);
      const found = await tryOut(command, flags, readFile);
      if (json) print(JSON.stringify(found));
      else print(showTable(['OPTION', 'VALUE', 'FROM'], found.map(showRow)));
    });
}

function showRow({ option, value, from, where }: InForce): string[] {
  return [option, value ?? '-', where ?? from];
}

/** @throws Failure when the words do not begin with a command. */
function findCommand(
  program: Command,
  words: readonly string[],
): { command: Command; flags: readonly string[] } {
  if (program.commands.length === 0) return { command: program, flags: words };
  const [name, ...rest] = words;
  const child = program.commands.find((one) => one.name() === name);
  if (child) return findCommand(child, rest);
  const names = program.commands.map((one) => one.name()).join(', ');
  const what =
    name === undefined ? `${program.name()} has commands of its own` : `${name} is not a command here`;
  throw usageError(`${what}; name one of ${names}.`);
}

/** Lets the command read its options as for a run, which then does not happen. */
async function tryOut(
  command: Command,
  words: readonly string[],
  readFile: ReadFile,
): Promise<readonly InForce[]> {
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
