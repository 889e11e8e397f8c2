import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ADDON_ASSET, ADDON_HASH_ASSET } from './addon-asset.ts';
import { findAssets, WORKERS } from './assets.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundle } from './bundle.ts';
import { makeExecutable } from './inject.ts';
import { asFunction, cacheAsset, codeAsset, PARTS } from './parts.ts';
import { HERE, parsePlatform } from './platform.ts';

// Builds the one-file executable, its bill of materials and its checksum.
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'dist/upsertd' },
    target: { type: 'string', default: HERE },
    node: { type: 'string', default: process.execPath },
    'no-code-cache': { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const target = parsePlatform(values.target);
const out = resolve(values.out);
const workFolder = mkdtempSync(join(tmpdir(), 'upsertd-executable-'));
try {
  const assets = findAssets(root, target);
  const packages = new Set<string>();
  const addAsset = (asset: string, content: string) => {
    assets[asset] = join(workFolder, `asset-${Object.keys(assets).length}`);
    writeFileSync(assets[asset], content);
  };
  const bundleEntry = async (entry: string) => {
    const bundled = await bundle(root, entry, target);
    for (const folder of bundled.packages) packages.add(folder);
    return bundled.code;
  };
  for (const worker of WORKERS) addAsset(worker, await bundleEntry(worker));
  for (const part of PARTS) addAsset(codeAsset(part), asFunction(await bundleEntry(part)));
  addAsset(ADDON_HASH_ASSET, hashOf(assets[ADDON_ASSET] as string));
  const buildExecutable = async (entry: string, to: string) =>
    makeExecutable({ target, node: values.node, code: await bundleEntry(entry), assets }, to, workFolder);

  mkdirSync(dirname(out), { recursive: true });
  // V8 accepts only a code cache of the same version and processor.
  if (!values['no-code-cache'] && target === HERE) {
    const writer = join(workFolder, 'write-caches');
    await buildExecutable('src/executable/write-caches.ts', writer);
    const folder = mkdtempSync(join(workFolder, 'caches-'));
    execFileSync(writer, [folder], { stdio: 'pipe' });
    for (const part of PARTS) assets[cacheAsset(part)] = join(folder, basename(cacheAsset(part)));
  }
  await buildExecutable('src/executable/main.ts', out);
  writeFileSync(`${out}.cdx.json`, billOfMaterials(root, packages));
  writeFileSync(`${out}.sha256`, `${hashOf(out)}  ${basename(out)}\n`);
} finally {
  rmSync(workFolder, { recursive: true });
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
