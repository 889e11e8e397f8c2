import { existsSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { parsePort } from '../parse.ts';

/**
 * Creates an option that the environment (`--max-size`: `UPSERTD_MAX_SIZE`) and a configuration file (`max-size`) can set
 * too. A blank variable counts as unset, and so does `no`, `off`, `false` or `0` for an option without a value.
 *
 * @param flags in the syntax of commander: `--port <number>`.
 */
export function option(flags: string, description: string): Option {
  const created = new Option(flags, description);
  const variable = variableNameOf(created);
  const value = process.env[variable]?.trim();
  // Commander only checks whether the variable exists.
  if (value === '' || (isSwitch(created) && isOff(value ?? ''))) delete process.env[variable];
  return created.env(variable);
}

/**
 * Creates the option for the port of a command. Each command has its own variable, such as `UPSERTD_SERVE_PORT`, since one
 * machine may run several of them. `UPSERTD_PORT` applies to a command whose own variable is not set.
 */
export function portOption(command: 'serve' | 'mock' | 'proxy', defaultPort: number): Option {
  const own = `UPSERTD_${command.toUpperCase()}_PORT`;
  const created = option(
    '--port <number>',
    `port to listen on, 0 to 65535; 0 chooses a free port; $UPSERTD_PORT applies if $${own} is not set`,
  )
    .argParser(parsePort)
    .default(defaultPort);
  if (process.env[own]?.trim() === '') delete process.env[own];
  return process.env[own] === undefined && variableOf(created) !== undefined ? created : created.env(own);
}

/**
 * Creates an option that limits what a key may do. A blank variable is an error instead of the default, which is no limit.
 */
export function limitOption(flags: string, description: string): Option {
  const created = new Option(flags, description);
  limits.add(created);
  return created.env(variableNameOf(created));
}

const limits = new WeakSet<Option>();

/** Returns whether a blank value is an error. */
export function isLimit(option: Option): boolean {
  return limits.has(option);
}

/** Creates an option whose value is never shown. */
export function secretOption(flags: string, description: string): Option {
  const created = option(flags, description);
  secrets.add(created);
  return created;
}

function variableNameOf(option: Option): string {
  return `UPSERTD_${option.name().replaceAll('-', '_').toUpperCase()}`;
}

const secrets = new WeakSet<Option>();

export function isSecret(option: Option): boolean {
  return secrets.has(option);
}

/** Returns whether the option has no value on a command line. */
export function isSwitch(option: Option): boolean {
  return option.isBoolean() || option.negate;
}

/** Returns whether a variable or a file turns a switch off. */
export function isOff(text: string): boolean {
  return ['0', 'false', 'no', 'off'].includes(text.toLowerCase());
}

export const DEFAULT_DATABASE = 'sqlite:./upsertd.db';

export function databaseOption(): Option {
  return option('--database <url>', 'URL of the database: sqlite:FILE or postgres://USER@HOST/NAME').default(
    DEFAULT_DATABASE,
  );
}

export function logLevelOption(): Option {
  return option('--log-level <level>', 'lowest level of the log lines on standard error')
    .choices(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info');
}

/** The configuration file that is read by default. */
export const DEFAULT_CONFIG_FILE = 'upsertd.yaml';

export function configOption(): Option {
  return option(
    '--config <file>',
    `YAML file of options (default: ${DEFAULT_CONFIG_FILE} in the working folder, if it exists)`,
  );
}

/** Returns whether a file can set the option. Options without a variable apply to one run only. */
export function isConfigurable(option: Option): boolean {
  return option.envVar !== undefined && option.name() !== 'config';
}

/** Returns whether there may be a configuration file. Its parser is slow to load. */
export function mayHaveConfigFile(): boolean {
  const isNamed = process.argv.some((word) => word.startsWith('--config'));
  return isNamed || process.env.UPSERTD_CONFIG !== undefined || existsSync(DEFAULT_CONFIG_FILE);
}

/** Returns the variable of an option, if it is set. */
export function variableOf({ envVar }: Option): string | undefined {
  return envVar === undefined ? undefined : process.env[envVar];
}

/**
 * Returns the settings that only the environment contains: a secret key, since other users of the machine can read a
 * command line, the hint of the Makefile, and the OpenTelemetry variable for the endpoint of traces.
 */
export function environment() {
  return {
    sandboxKey: process.env.UPSERTD_SANDBOX_KEY?.trim() || undefined,
    /** The Makefile sets it: how its user chooses another port. */
    portHint: process.env.UPSERTD_PORT_HINT?.trim() || undefined,
    otlpEndpoint: process.env.OTEL_EXPORTER_OTLP_ENDPOINT?.trim() || undefined,
  };
}

export function commandLine(): readonly string[] {
  return process.argv;
}

/** Returns the operator of this command for the records of API keys, such as `command line (alice)`. */
export function commandLineUser(): string {
  try {
    return `command line (${userInfo().username})`;
  } catch {
    // In a container, the user may have no name.
    return `command line (uid ${process.getuid?.() ?? 'unknown'})`;
  }
}

/** Returns the folders into which the executable may unpack files, the preferred folder first. */
export function cacheFolders(): string[] {
  const { UPSERTD_CACHE_DIR: named, XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;
  const shared = [tmpdir(), '/var/tmp', '/dev/shm'].map((folder) =>
    join(folder, `upsertd-${userInfo().uid}`),
  );
  return [...(named ? [named] : []), join(caches, 'upsertd'), ...new Set(shared)];
}

/** Returns the variables of the environment, from which a connector takes its secrets. */
export function allVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** The variables that an import of the console needs. Other variables of a server may contain its secrets. */
const IMPORT_VARIABLES = [
  ...['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL', 'TZ'],
  ...['XDG_CACHE_HOME', 'UPSERTD_CACHE_DIR', 'NODE_OPTIONS'],
];

/** Returns the environment of an import that the console starts. */
export function importEnvironment(): Record<string, string> {
  const set = IMPORT_VARIABLES.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(set.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

export function temporaryFolder(): string {
  return tmpdir();
}
