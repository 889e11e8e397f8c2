import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { usageError } from '../cli-error.ts';
import { DEFAULT_CONFIG_FILE, isConfigurable } from './environment.ts';

/** The value of one option in a file. */
export interface FileValue {
  /** The texts as on a command line; several if the option is repeatable. */
  readonly texts: readonly string[];
  /** The file and the line: `upsertd.yaml, line 3`. */
  readonly place: string;
}

/** The values by the name of the option, without leading dashes. */
export type FileValues = ReadonlyMap<string, FileValue>;

/**
 * Reads the options of a command from a configuration file. A key is the name of an option. At the top level it applies
 * to every command that has the option; under the name of a command it applies to that command and takes precedence.
 *
 * @param file the configuration file (default: `upsertd.yaml` in the working folder, if it exists).
 * @throws CliError if the file cannot be read, or contains a key that is no option of a command.
 */
export function readConfigFile(file: string | undefined, command: Command): FileValues {
  const text = readText(file);
  if (text === undefined) return new Map();
  return new ConfigFile(file ?? DEFAULT_CONFIG_FILE, text).valuesFor(command);
}

function readText(file: string | undefined): string | undefined {
  if (file === undefined) {
    const owner = statSync(DEFAULT_CONFIG_FILE, { throwIfNoEntry: false })?.uid;
    if (owner === undefined) return undefined;
    // In a shared folder, the file of another user must not decide where the API key and the data are sent.
    if (owner !== 0 && owner !== process.getuid?.())
      throw usageError(
        `${DEFAULT_CONFIG_FILE} in this folder belongs to another user; name it with --config if you trust it.`,
      );
  }
  try {
    return readFileSync(file ?? DEFAULT_CONFIG_FILE, 'utf8');
  } catch (error) {
    throw usageError(
      `${file ?? DEFAULT_CONFIG_FILE} cannot be read (${(error as NodeJS.ErrnoException).code}); check its path and permissions.`,
    );
  }
}

class ConfigFile {
  readonly #name: string;
  readonly #text: string;

  constructor(name: string, text: string) {
    this.#name = name;
    this.#text = text;
  }

  valuesFor(command: Command): FileValues {
    // The failsafe schema returns every scalar as text, so 0600 stays 0600, and no stays no.
    const document = parseDocument(this.#text, { schema: 'failsafe' });
    const [error] = document.errors;
    if (error) throw usageError(`${this.#name} is not YAML: ${error.message.split(':\n')[0]}.`);
    const values = new Map<string, FileValue>();
    const path = pathOf(command);
    if (document.contents === null) return values;
    this.#read(document.contents, path[0] as Command, path, values);
    return values;
  }

  /**
   * Reads the section of `level`, even if it does not apply to the command, so that every command reports every mistake
   * of the file.
   */
  #read(node: Node | null, level: Command, path: readonly Command[], values: Map<string, FileValue>): void {
    if (!isMap<Node, Node | null>(node))
      throw this.#error(node, 'expected names of options with their values.');
    const known = namesUnder(level);
    const sections: [Command, Node][] = [];
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const child = level.commands.find((one) => one.name() === name);
      if (child && isMap(value)) sections.push([child, value]);
      else if (!known.has(name)) throw this.#error(key, unknown(name, known, level));
      else if (path.includes(level)) this.#store(name, value, values);
    }
    // Sections are read last, because a deeper value overrides a higher one.
    for (const [child, section] of sections) this.#read(section, child, path, values);
  }

  #store(name: string, node: Node | null, values: Map<string, FileValue>): void {
    const nodes = isSeq<Node>(node) ? node.items : node === null ? [] : [node];
    const texts = nodes.map((item) => {
      if (!isScalar(item)) throw this.#error(item, `${name} must be a value, or a list of values.`);
      return String(item.value ?? '').trim();
    });
    const given = texts.filter((text) => text !== '');
    // An empty list of scopes would grant every scope.
    if (isSeq(node) && given.length === 0)
      throw this.#error(node, `${name} must have a value; remove the line to use the default.`);
    values.set(name, {
      texts: given,
      place: `${this.#name}, line ${this.#lineOf(node)}`,
    });
  }

  #error(node: Node | null, problem: string): Error {
    return usageError(`${this.#name}, line ${this.#lineOf(node)}: ${problem}`);
  }

  #lineOf(node: Node | null): number {
    return this.#text.slice(0, node?.range?.[0] ?? 0).split('\n').length;
  }
}

/** Returns the commands from the program to the given command. */
function pathOf(command: Command): Command[] {
  return command.parent ? [...pathOf(command.parent), command] : [command];
}

/** Returns the names of all options that a command and its subcommands read from a file. */
function namesUnder(command: Command): Set<string> {
  const own = command.options.filter(isConfigurable).map((one) => one.name());
  return new Set([...own, ...command.commands.flatMap((child) => [...namesUnder(child)])]);
}

function unknown(name: string, options: ReadonlySet<string>, level: Command): string {
  const commands = level.commands.map((child) => child.name());
  if (commands.includes(name)) return `${name} is a command; write its options under it.`;
  const near = closest(name, [...options, ...commands]);
  const isNear = distance(name.replaceAll('_', '-').toLowerCase(), near) <= 2;
  const hint = isNear ? `Did you mean ${near}?` : 'See --help of the command for its options.';
  return `${name} is not an option${level.parent ? ` of ${level.name()}` : ''}. ${hint}`;
}
