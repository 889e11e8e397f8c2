import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { usageError } from '../cli-error.ts';
import { DEFAULT_CONFIG_FILE, isConfigurable } from './environment.ts';

/** What a file says of one option. */
export interface FileValue {
  /** As it would stand on a command line; several where the option can be repeated. */
  readonly texts: readonly string[];
  /** Where it stands: `upsertd.yaml, line 3`. */
  readonly place: string;
}

/** By the option's name without dashes. */
export type FileValues = ReadonlyMap<string, FileValue>;

/**
 * What a configuration file says of a command's options. A key is an option's name. At the top it holds for every
 * command that has the option; under the name of a command, for that command, and then it comes first.
 *
 * @param file the one that was named; unless given, the one in the working folder, if it is there.
 * @throws Failure when the file cannot be read, or holds a key that no command knows.
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
    // In a shared folder somebody else's file must not decide where our keys and data go.
    if (owner !== 0 && owner !== process.getuid?.())
      throw usageError(
        `${DEFAULT_CONFIG_FILE} here belongs to another user; name it with --config if you trust it.`,
      );
  }
  try {
    return readFileSync(file ?? DEFAULT_CONFIG_FILE, 'utf8');
  } catch (error) {
    throw usageError(
      `${file ?? DEFAULT_CONFIG_FILE} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
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
    // Without a schema every scalar is the text that was written: 0600 stays 0600, and no stays no.
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
   * Reads the part that is about `level`, also where it is not on the way to the command: a mistake is told to whoever
   * comes first, not to whom it concerns.
   */
  #read(node: Node | null, level: Command, path: readonly Command[], values: Map<string, FileValue>): void {
    if (!isMap<Node, Node | null>(node))
      throw this.#wrong(node, 'names of options with their values must stand here.');
    const known = namesUnder(level);
    const sections: [Command, Node][] = [];
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const child = level.commands.find((one) => one.name() === name);
      if (child && isMap(value)) sections.push([child, value]);
      else if (!known.has(name)) throw this.#wrong(key, unknown(name, known, level));
      else if (path.includes(level)) this.#note(name, value, values);
    }
    // Last, because what stands deeper comes first.
    for (const [child, section] of sections) this.#read(section, child, path, values);
  }

  #note(name: string, node: Node | null, values: Map<string, FileValue>): void {
    const nodes = isSeq<Node>(node) ? node.items : node === null ? [] : [node];
    const texts = nodes.map((item) => {
      if (!isScalar(item)) throw this.#wrong(item, `${name} must be a value, or a list of values.`);
      return String(item.value ?? '').trim();
    });
    const given = texts.filter((text) => text !== '');
    // A key whose list of scopes is empty would be a key for everything.
    if (isSeq(node) && given.length === 0)
      throw this.#wrong(node, `${name} must have a value; remove the line to use the default.`);
    values.set(name, {
      texts: given,
      place: `${this.#name}, line ${this.#lineOf(node)}`,
    });
  }

  #wrong(node: Node | null, what: string): Error {
    return usageError(`${this.#name}, line ${this.#lineOf(node)}: ${what}`);
  }

  #lineOf(node: Node | null): number {
    return this.#text.slice(0, node?.range?.[0] ?? 0).split('\n').length;
  }
}

/** From the program down to the command. */
function pathOf(command: Command): Command[] {
  return command.parent ? [...pathOf(command.parent), command] : [command];
}

/** The names of all options that a command and those below it take from a file. */
function namesUnder(command: Command): Set<string> {
  const own = command.options.filter(isConfigurable).map((one) => one.name());
  return new Set([...own, ...command.commands.flatMap((child) => [...namesUnder(child)])]);
}

function unknown(name: string, options: ReadonlySet<string>, level: Command): string {
  const commands = level.commands.map((child) => child.name());
  if (commands.includes(name)) return `${name} is a command, so its options must stand under it.`;
  const near = closest(name, [...options, ...commands]);
  const isNear = distance(name.replaceAll('_', '-').toLowerCase(), near) <= 2;
  const hint = isNear ? `Did you mean ${near}?` : '--help of a command lists those there are.';
  return `${name} is not an option${level.parent ? ` of ${level.name()}` : ''}. ${hint}`;
}
