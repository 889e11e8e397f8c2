import { readFileSync, writeFileSync } from 'node:fs';
import { makeToken } from '../../http/console/sessions.ts';
import { CliError } from '../cli-error.ts';
import { isAccessToken } from '../parse.ts';

const OPTION = '--console-token-file';

/** The longest file that is read, in bytes. */
const MAX_BYTES = 4096;

/**
 * Reads the console token from a file. If the file does not exist, creates it with a new token, readable only by its owner,
 * so that the token stays the same at the next start.
 *
 * @throws CliError if the file can neither be read nor created, or contains no valid token.
 */
export function readTokenFile(file: string): string {
  try {
    const token = makeToken();
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST')
      throw new CliError(
        `${OPTION}: ${file} cannot be created (${codeOf(error)}). Name a file in a folder that upsertd may write to.`,
      );
  }
  return parse(file, read(file));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(
      `${OPTION}: ${file} cannot be read (${codeOf(error)}). Let the user that runs upsertd read it.`,
    );
  }
}

function parse(file: string, text: string): string {
  const token = text.trim();
  if (text.length <= MAX_BYTES && isAccessToken(token)) return token;
  throw new CliError(
    `${OPTION}: ${file} must contain one token of at least 16 visible ASCII characters, without spaces. Delete the file, and the next start creates one.`,
  );
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
