import { getAssetKeys, getRawAsset } from 'node:sea';
import { Script } from 'node:vm';
import { cacheAsset, codeAsset } from './parts.ts';

/** What has been loaded, for whoever wants to know what V8 made of it. */
export const loaded = new Map<string, Script>();

/** Runs a part of the program, unless it has been. @returns what it exports. */
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

/** The bundler leaves nothing but ASCII, which is read much quicker. */
function readCode(part: string): string {
  return Buffer.from(getRawAsset(codeAsset(part))).toString('latin1');
}

/** There is none in an executable that is the same byte for byte when it is built again. */
function readCache(part: string): { cachedData?: Buffer } {
  const name = cacheAsset(part);
  return getAssetKeys().includes(name) ? { cachedData: Buffer.from(getRawAsset(name)) } : {};
}
