import { existsSync, readFileSync } from 'node:fs';
import { getAssetKeys, getRawAsset, isSea } from 'node:sea';

/**
 * Reads a file that comes with the program, named as a module names its neighbour:
 * `new URL('../../package.json', import.meta.url)`. The one-file executable has no neighbours; there the same name
 * leads to what was put into it.
 *
 * @throws Error when it is not there.
 */
export function readAsset(place: URL): Buffer {
  return isSea() ? Buffer.from(getRawAsset(assetKey(place))) : readFileSync(place);
}

export function hasAsset(place: URL): boolean {
  return isSea() ? getAssetKeys().includes(assetKey(place)) : existsSync(place);
}

/** The bundle's modules believe that they are in the package and the package is at the root of the file system. */
function assetKey({ pathname }: URL): string {
  return pathname.slice(1);
}
