import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { usageError } from '../cli-error.ts';

/** A file that the command reads or writes. */
export interface UsedFile {
  readonly path: string;
  /** In the words of the message: `the one to import`. */
  readonly description: string;
}

/** The system gives up at as many links, too. */
const MOST_LINKS = 40;

/**
 * Refuses to write rejected rows over a file in use, also when its name is a symbolic link or a hard link to that file.
 *
 * @throws Failure naming that file.
 */
export function refuseOverwrite(rejectsPath: string, files: readonly UsedFile[]): void {
  const overwritten = files.find(({ path }) => isSameFile(rejectsPath, path));
  if (!overwritten) return;
  const { description } = overwritten;
  throw usageError(`--rejects must be another file than ${description}. ${rejectsPath} is the same file.`);
}

/** The inode decides. A file that is not there yet has none, so the place decides where it would be made. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [inodeOf(a), inodeOf(b)];
  if (one && other) return one.dev === other.dev && one.ino === other.ino;
  return !one && !other && placeOf(a) === placeOf(b);
}

function inodeOf(path: string) {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Where a file would be made: a symbolic link to nothing is followed. */
function placeOf(path: string, links = MOST_LINKS): string {
  const absolute = resolve(path);
  const target = links > 0 ? targetOf(absolute) : undefined;
  if (target !== undefined) return placeOf(resolve(dirname(absolute), target), links - 1);
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute));
  } catch {
    return absolute;
  }
}

function targetOf(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
}
