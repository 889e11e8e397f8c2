/** Prints the exported names of src/ that more than one module declares. The exit code is 1 if there are any. */
import { globSync, readFileSync } from 'node:fs';
import { findDoubledNames } from './doubled-names.ts';

const spec = JSON.parse(readFileSync('generated/openapi.json', 'utf8'));
const files = globSync('src/**/*.ts').sort();
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const doubled = findDoubledNames(sources, new Set(Object.keys(spec.components.schemas)));
for (const { name, files: places } of doubled) {
  process.stdout.write(`${name} is declared in ${places.join(' and ')}. Rename all but one of them.\n`);
}
process.stdout.write(`${files.length} files checked, ${doubled.length} doubled names found\n`);
process.exitCode = doubled.length > 0 || files.length === 0 ? 1 : 0;
