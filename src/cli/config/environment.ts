import { existsSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';

/**
 * An option of a command, which can also be set by the environment, `--max-size` by `UPSERTD_MAX_SIZE`, and by a
 * configuration file, by `max-size`. A blank variable counts as none, and so does one that says no to an option
 * without a value.
 *
 * @param flags as commander reads them: `--port <number>`.
 */
export function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  const variable = `UPSERTD_${made.name().replaceAll('-', '_').toUpperCase()}`;
  const value = process.env[variable]?.trim();
  // Commander looks no further than whether the variable is there.
  if (value === '' || (isSwitch(made) && saysNo(value ?? ''))) delete process.env[variable];
  return made.env(variable);
}

/** The same for what nobody may be shown. */
export function secretOption(flags: string, description: string): Option {
  const made = option(flags, description);
  secrets.add(made);
  return made;
}

const secrets = new WeakSet<Option>();

export function isSecret(option: Option): boolean {
  return secrets.has(option);
}

/** Has no value on a command line. */
export function isSwitch(option: Option): boolean {
  return option.isBoolean() || option.negate;
}

/** What a variable or a file says to a switch that is to be left alone. */
export function saysNo(text: string): boolean {
  return ['0', 'false', 'no', 'off'].includes(text.toLowerCase());
}

export const DEFAULT_DATABASE = 'sqlite:./upsertd.db';

/** Where the database is. */
export function databaseOption(): Option {
  return option('--database <url>', 'where the data is: sqlite:FILE, or postgres://USER@HOST/NAME').default(
    DEFAULT_DATABASE,
  );
}

/** Read when no other file is named. */
export const DEFAULT_CONFIG_FILE = 'upsertd.yaml';

export function configOption(): Option {
  return option(
    '--config <file>',
    `options in YAML; ${DEFAULT_CONFIG_FILE} here, if it is there, unless given`,
  );
}

/** Only what can also be a variable may stand in a file; any other option asks for something once. */
export function isConfigurable(option: Option): boolean {
  return option.envVar !== undefined && option.name() !== 'config';
}

/** Whether it is worth looking for a configuration file, which takes a parser that is slow to load. */
export function mayHaveConfigFile(): boolean {
  const isNamed = process.argv.some((word) => word.startsWith('--config'));
  return isNamed || process.env.UPSERTD_CONFIG !== undefined || existsSync(DEFAULT_CONFIG_FILE);
}

/** What the environment says of an option, if anything. */
export function variableOf({ envVar }: Option): string | undefined {
  return envVar === undefined ? undefined : process.env[envVar];
}

/**
 * What the environment alone may say: a secret, because a command line is read by everybody on the machine, and where
 * OpenTelemetry's own variable sends traces.
 */
export function environment() {
  return {
    sandboxKey: process.env.UPSERTD_SANDBOX_KEY?.trim() || undefined,
    otlpEndpoint: process.env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim() || undefined,
  };
}

export function commandLine(): readonly string[] {
  return process.argv;
}

/** Where what is unpacked from the executable may lie, the best place first. */
export function cacheFolders(): string[] {
  const { UPSERTD_CACHE_DIR: named, XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;
  const shared = [tmpdir(), '/var/tmp', '/dev/shm'].map((folder) =>
    join(folder, `upsertd-${userInfo().uid}`),
  );
  return [...(named ? [named] : []), join(caches, 'upsertd'), ...new Set(shared)];
}
