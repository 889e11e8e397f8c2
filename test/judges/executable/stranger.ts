import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tempFolder } from '../../support/temp-folder.ts';

export const EXECUTABLE = resolve('dist/upsertd');

/** Debian's number of the user that owns nothing. */
export const NOBODY = 65534;

export const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];

/** Runs what follows as nobody, with nothing in the environment but what is named. */
export function asNobody(environment: Readonly<Record<string, string>> = {}): string[] {
  const named = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const nobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs'];
  return [...asRoot, ...nobody, 'env', '--ignore-environment', ...named];
}

/** Runs what follows where no network is, not even the machine's own. */
export const OFFLINE = [...asRoot, 'unshare', '--net'];

/** Runs what follows with these mounts, which nobody else sees. */
export function withMounts(commands: readonly string[]): string[] {
  return [...asRoot, 'unshare', '--mount', 'sh', '-c', `${commands.join(' && ')} && exec "$@"`, 'sh'];
}

/** A folder with this owner and mode, in one that anybody may walk through. */
export function folderOf(owner: number, mode: number): string {
  const outer = tempFolder();
  chmodSync(outer, 0o755);
  const folder = join(outer, 'folder');
  mkdirSync(folder);
  chownSync(folder, owner, owner);
  chmodSync(folder, mode);
  return folder;
}
