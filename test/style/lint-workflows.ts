/** Prints the errors in the workflows and the action of GitHub Actions. The exit code is 1 if there is one. */
import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { findWorkflowErrors } from './workflow-errors.ts';

const files = globSync('.github/{workflows/*.yml,actions/*/action.yml}').sort();
const errors: string[] = [];
for (const file of files) {
  const found = await findWorkflowErrors(pathToFileURL(file).href, readFileSync(file, 'utf8'));
  errors.push(...found.map(({ line, message }) => `${file}:${line} ${message}`));
}
for (const error of errors) process.stdout.write(`${error}\n`);
process.stdout.write(`${files.length} files of GitHub Actions checked, ${errors.length} errors found\n`);
process.exitCode = errors.length > 0 || files.length === 0 ? 1 : 0;
