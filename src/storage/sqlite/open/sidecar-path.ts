import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where a database keeps what is not a part of it; the same for the same database by whichever path. */
export function sidecarPath(path: string, suffix: '-serving' | '-search'): string {
  return realPath(path) + suffix;
}

function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}
