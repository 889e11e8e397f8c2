import { InvalidArgumentError } from 'commander';

/** Parses one `--set name=value` and adds it to the earlier ones. A variable or a file has one setting per line. */
export function parseSetting(
  text: string,
  earlier: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const settings = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): [string, string] => {
      const [, name, value] = /^\s*([A-Za-z][A-Za-z0-9_]*)\s*=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined)
        throw new InvalidArgumentError('It must be a name, =, and a value, such as time_zone=Europe/Oslo.');
      return [name, value.trim()];
    });
  return new Map([...earlier, ...settings]);
}
