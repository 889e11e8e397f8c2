/** The reasons of frequent faults, in words. */
const REASONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'no space is left on the disk',
  ENOSPC: 'no space is left on the disk',
  '53100': 'no space is left on the disk of the database server',
};

/** The number of calls that a described fault has. */
const MAX_CALLS = 6;

/** The folder of a module, up to the last of these folders: it differs per machine and can contain a user's name. */
const INSTALLATION =
  /(?<=\(|^at |^at async )(?:file:\/\/)?(?:[A-Za-z]:)?[\\/](?:.*[\\/])?(?=(?:node_modules|dist|src)[\\/])/;

/**
 * Describes an error, or its cause, by name, code and calls. It leaves out the message, which may quote personal data, and
 * the folder of the installation.
 */
export function describeFault(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  if (error.cause !== undefined) return describeFault(error.cause);
  const { code } = error as { code?: string };
  const calls = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  const reason = code === undefined ? undefined : REASONS[code];
  return {
    name: error.name,
    ...(code && { code }),
    ...(reason && { reason }),
    stack: calls?.slice(0, MAX_CALLS).map((line) => line.trim().replace(INSTALLATION, '')),
  };
}
