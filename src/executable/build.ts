import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findAssets, WORKERS } from './assets.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { bundle } from './bundle.ts';
import { makeExecutable } from './inject.ts';
import { HERE, parseTarget } from './target.ts';

// Makes the one-file executable, and beside it what is in it and its checksum.
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'dist/upsertd' },
    target: { type: 'string', default: HERE },
    node: { type: 'string', default: process.execPath },
    'no-code-cache': { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const target = parseTarget(values.target);
const out = resolve(values.out);
const workshop = mkdtempSync(join(tmpdir(), 'upsertd-executable-'));
try {
  const { code, packages } = await bundle(root, 'src/executable/main.ts', target);
  const assets = findAssets(root, target);
  for (const [index, worker] of WORKERS.entries()) {
    const file = join(workshop, `worker-${index}.cjs`);
    writeFileSync(file, (await bundle(root, worker, target)).code);
    assets[worker] = file;
  }
  mkdirSync(dirname(out), { recursive: true });
  makeExecutable(
    {
      target,
      node: values.node,
      code,
      assets,
      codeCache: !values['no-code-cache'],
    },
    out,
    workshop,
  );
  writeFileSync(`${out}.cdx.json`, billOfMaterials(root, packages));
  const hash = createHash('sha256').update(readFileSync(out)).digest('hex');
  writeFileSync(`${out}.sha256`, `${hash}  ${basename(out)}\n`);
} finally {
  rmSync(workshop, { recursive: true });
}
