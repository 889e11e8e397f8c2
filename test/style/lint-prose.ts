/** Prints the forbidden words in the files and folders that the command line names. The exit code is 1 if it finds any. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { applyExceptions, readProseExceptions } from './prose-exceptions.ts';
import { lintProse, type ProseError } from './prose-linter.ts';

/** The extensions of the files to check in a folder. A file that the command line names is always checked. */
const EXTENSIONS = [
  '.md',
  '.ts',
  '.js',
  '.mjs',
  '.cjs',
  '.yaml',
  '.sh',
  '.css',
  '.c',
  '.lua',
  '.service',
  '',
];

function findFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : findFiles(child);
    return EXTENSIONS.includes(extname(entry.name)) ? [child] : [];
  });
}

const files = process.argv.slice(2).flatMap((path) => findFiles(normalize(path)));
const found: ProseError[] = [];
for (const file of files) found.push(...(await lintProse(file, readFileSync(file, 'utf8'))));
const errors = applyExceptions(found, readProseExceptions(), files);
for (const { file, line, column, word, advice } of errors) {
  process.stdout.write(`${file}:${line}:${column} ${word} → ${advice}\n`);
}
process.stdout.write(`${files.length} files checked, ${errors.length} forbidden words found\n`);
process.exitCode = errors.length > 0 || files.length === 0 ? 1 : 0;
