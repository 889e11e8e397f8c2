import { Option } from 'commander';

/**
 * An option of a command, which can also be set by the environment: `--max-size` by `UPSERTD_MAX_SIZE`.
 *
 * @param flags as commander reads them: `--port <number>`.
 */
export function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  return made.env(`UPSERTD_${made.name().replaceAll('-', '_').toUpperCase()}`);
}

/** Where the database is. */
export function databaseOption(): Option {
  return option('--database <url>', 'where the data is: sqlite:FILE').default('sqlite:./upsertd.db');
}

/** What the environment alone may say, because a command line is read by everybody on the machine. */
export function environment(): { readonly sandboxKey: string | undefined } {
  return { sandboxKey: process.env.UPSERTD_SANDBOX_KEY || undefined };
}

export function commandLine(): readonly string[] {
  return process.argv;
}
