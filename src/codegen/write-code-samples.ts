/**
 * Writes `code-samples.json`: a template of a call to each operation in each language. `make generate` runs it.
 *
 * node src/codegen/write-code-samples.ts SPEC OUTPUT
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Document } from '../contract/document.ts';
import { readOperations } from '../contract/operations.ts';
import { LANGUAGES } from '../http/docs/samples/languages.ts';
import { clientTemplate } from './client-template.ts';
import { httpTemplate } from './http-template.ts';

const [spec = '', output = ''] = process.argv.slice(2);
const operations = readOperations(JSON.parse(readFileSync(spec, 'utf8')) as Document);
const samples = operations.map((operation) => {
  const templates = LANGUAGES.map(
    ({ label }) =>
      [label, label === 'TypeScript' ? clientTemplate(operation) : httpTemplate(label, operation)] as const,
  );
  return [operation.id, Object.fromEntries(templates)] as const;
});
writeFileSync(output, `${JSON.stringify(Object.fromEntries(samples), null, 2)}\n`);
