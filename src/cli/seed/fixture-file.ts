import { existsSync, readFileSync } from 'node:fs';
import { hasAsset, readAsset } from '../../platform/read-asset.ts';
import { CliError } from '../cli-error.ts';

/**
 * Returns the text of a fixture file. A file of the given name takes precedence over a fixture of that name in the program.
 *
 * @throws CliError if the file cannot be read.
 */
export function readFixtureFile(file: string): string {
  const shipped = new URL(`../../../openapi/fixtures/${file}.yaml`, import.meta.url);
  if (!existsSync(file) && /^[a-z-]+$/.test(file) && hasAsset(shipped)) return readAsset(shipped).toString();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      `${file} cannot be read (${code}); name a fixture file, or clinic for the fixtures of the program.`,
    );
  }
}
