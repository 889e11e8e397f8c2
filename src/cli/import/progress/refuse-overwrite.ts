import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { usageError } from '../../cli-error.ts';

/** A file that the command reads or writes. */
export interface UsedFile {
  readonly path: string;
  /** The name of the file in the error message: `the file to import`. */
  readonly description: string;
}

/** The number of symbolic links to follow. Linux has the same limit. */
const MOST_LINKS = 40;

/**
 * Refuses a path of an output file that is a file in use, or a symbolic or hard link to one.
 *
 * @param option the option that names the path: `--rejects`.
 * @throws CliError that names the file in use.
 */
export function refuseOverwrite(outputPath: string, files: readonly UsedFile[], option = '--rejects'): void {
  const overwritten = files.find(({ path }) => isSameFile(outputPath, path));
  if (!overwritten) return;
  const { description } = overwritten;
  throw usageError(`${option} ${outputPath} is ${description}; name another file.`);
}

/** Compares inodes, or the paths at which the files would be created if neither exists. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [inodeOf(a), inodeOf(b)];
  if (one && other) return one.dev === other.dev && one.ino === other.ino;
  return !one && !other && creationPath(a) === creationPath(b);
}

function inodeOf(path: string) {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Returns the path at which a file would be created. It follows a symbolic link to a file that does not exist. */
function creationPath(path: string, links = MOST_LINKS): string {
  const absolute = resolve(path);
  const target = links > 0 ? targetOf(absolute) : undefined;
  if (target !== undefined) return creationPath(resolve(dirname(absolute), target), links - 1);
  try {
    return join(realpathSync(dirname(absolute)), basename(absolute));
  } catch {
    return absolute;
  }
}

function targetOf(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
}
