import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tempFolder } from '../../support/temp-folder.ts';

export const EXECUTABLE = resolve('dist/upsertd');

/** The id of an unprivileged user in Debian. */
export const UNPRIVILEGED = 65534;

export const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];

/** Returns the prefix that runs a command as an unprivileged user with only these variables in its environment. */
export function asUnprivileged(environment: Readonly<Record<string, string>> = {}): string[] {
  const named = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const setUser = [
    'setpriv',
    `--reuid=${UNPRIVILEGED}`,
    `--regid=${UNPRIVILEGED}`,
    '--clear-groups',
    '--no-new-privs',
  ];
  return [...asRoot, ...setUser, 'env', '--ignore-environment', ...named];
}

/** The prefix that runs a command without a network, not even the loopback interface. */
export const OFFLINE = [...asRoot, 'unshare', '--net'];

/** Returns the prefix that runs a command with these mounts, which other processes do not see. */
export function withMounts(commands: readonly string[]): string[] {
  return [...asRoot, 'unshare', '--mount', 'sh', '-c', `${commands.join(' && ')} && exec "$@"`, 'sh'];
}

/** Creates a folder with this owner and mode in a folder that every user may enter. */
export function folderOf(owner: number, mode: number): string {
  const outer = tempFolder();
  chmodSync(outer, 0o755);
  const folder = join(outer, 'folder');
  mkdirSync(folder);
  chownSync(folder, owner, owner);
  chmodSync(folder, mode);
  return folder;
}
