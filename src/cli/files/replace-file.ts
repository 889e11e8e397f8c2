import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Returns the path under which `replaceFile` writes a file before it replaces the earlier one. */
export function partPath(path: string): string {
  return `${path}.part`;
}

/** Writes a file that only its owner can read. A complete file exists at any time, also if the machine stops. */
export function replaceFile(path: string, content: string): void {
  const part = partPath(path);
  // An existing file is removed first, because it may be a link to another file.
  rmSync(part, { force: true });
  writeFileSync(part, content, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(part, path);
}
