import { existsSync, readFileSync } from 'node:fs';
import { hasAsset, readAsset } from '../../platform/read-asset.ts';
import { CliError } from '../cli-error.ts';

/**
 * The text of a file of fixtures; one of that name wins over a fixture that comes with the program.
 *
 * @throws Failure when it cannot be read.
 */
export function readFixtureFile(file: string): string {
  const shipped = new URL(`../../../openapi/fixtures/${file}.yaml`, import.meta.url);
  if (!existsSync(file) && /^[a-z-]+$/.test(file) && hasAsset(shipped)) return readAsset(shipped).toString();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(`${file} cannot be read (${code}); name a file of fixtures, or clinic.`);
  }
}
