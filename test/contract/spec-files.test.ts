import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../openapi', import.meta.url));

test.each(globSync('**/*.yaml', { cwd: folder }))(
  '%s has no merge keys, which Prism and other tools read as a field name',
  (file) => {
    expect(readFileSync(`${folder}/${file}`, 'utf8')).not.toMatch(/^\s*<<:/m);
  },
);
