import { getAssetKeys, getRawAsset } from 'node:sea';
import { Script } from 'node:vm';
import { cacheAsset, codeAsset } from './parts.ts';

/** The loaded scripts by part, from which `write-caches` reads the code cache of V8. */
export const loaded = new Map<string, Script>();

/** Runs a part of the program at the first call. @returns the exports of the part. */
export function loadPart(part: string): unknown {
  const known = exported.get(part);
  if (known) return known.exports;
  const module = { exports: {} };
  exported.set(part, module);
  const script = new Script(readCode(part), { filename: part, ...readCache(part) });
  loaded.set(part, script);
  script.runInThisContext()(module, module.exports, require, process.execPath);
  return module.exports;
}

const exported = new Map<string, { exports: unknown }>();

/** Reads the code as latin1, which is much faster than UTF-8. The bundler produces ASCII only. */
function readCode(part: string): string {
  return Buffer.from(getRawAsset(codeAsset(part))).toString('latin1');
}

/** Returns the code cache of a part, if there is one. A reproducible executable contains none. */
function readCache(part: string): { cachedData?: Buffer } {
  const name = cacheAsset(part);
  return getAssetKeys().includes(name) ? { cachedData: Buffer.from(getRawAsset(name)) } : {};
}
