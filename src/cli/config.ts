import { Option } from 'commander';

/**
 * An option of a command, which can also be set by the environment: `--max-size` by `UPSERTD_MAX_SIZE`. A blank
 * variable counts as none, and so does one that says no to an option without a value.
 *
 * @param flags as commander reads them: `--port <number>`.
 */
export function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  const variable = `UPSERTD_${made.name().replaceAll('-', '_').toUpperCase()}`;
  const value = process.env[variable]?.trim().toLowerCase();
  // Commander looks no further than whether the variable is there.
  if (value === '' || (made.isBoolean() && SAYS_NO.includes(value ?? ''))) delete process.env[variable];
  return made.env(variable);
}

const SAYS_NO = ['0', 'false', 'no', 'off'];

export const DEFAULT_DATABASE = 'sqlite:./upsertd.db';

/** Where the database is. */
export function databaseOption(): Option {
  return option('--database <url>', 'where the data is: sqlite:FILE').default(DEFAULT_DATABASE);
}

/** What the environment alone may say, because a command line is read by everybody on the machine. */
export function environment(): { readonly sandboxKey: string | undefined } {
  return { sandboxKey: process.env.UPSERTD_SANDBOX_KEY?.trim() || undefined };
}

export function commandLine(): readonly string[] {
  return process.argv;
}
