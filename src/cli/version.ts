import { readAsset } from '../platform/read-asset.ts';

/** Returns the version of this program, from its package.json. */
export function version(): string {
  const manifest = readAsset(new URL('../../package.json', import.meta.url)).toString();
  return (JSON.parse(manifest) as { version: string }).version;
}
