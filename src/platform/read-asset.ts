import { existsSync, readFileSync } from 'node:fs';
import { getAssetKeys, getRawAsset, isSea } from 'node:sea';

/**
 * Reads a file of the program by its URL relative to a module: `new URL('../../package.json', import.meta.url)`. In the
 * one-file executable, the same URL identifies an asset.
 *
 * @throws Error if the file does not exist.
 */
export function readAsset(url: URL): Buffer {
  return isSea() ? Buffer.from(getRawAsset(assetKey(url))) : readFileSync(url);
}

export function hasAsset(url: URL): boolean {
  return isSea() ? getAssetKeys().includes(assetKey(url)) : existsSync(url);
}

/** In the bundle, `import.meta.url` is the URL that a module would have if the package was at the root of the file system. */
function assetKey({ pathname }: URL): string {
  return pathname.slice(1);
}
