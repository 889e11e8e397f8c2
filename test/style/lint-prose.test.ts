import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTool } from '../support/run-tool.ts';
import { tempFolder } from '../support/temp-folder.ts';

const PROGRAM = join(import.meta.dirname, 'lint-prose.ts');
const WORD = 'nobody';

describe('lint-prose', () => {
  test('prints each forbidden word with its place and fails', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'src/deep'), { recursive: true });
    writeFileSync(join(folder, 'src/deep/x.ts'), `// Then ${WORD} may read.\n`);
    writeFileSync(join(folder, 'README.md'), `Here ${WORD} may read.\n`);
    const { code, output } = await runTool('node', [PROGRAM, 'README.md', 'src'], { cwd: folder });
    expect(output).toContain(`README.md:1:6 ${WORD} → no client`);
    expect(output).toContain(`${join('src', 'deep', 'x.ts')}:1:9 ${WORD} → no client`);
    expect(code).toBe(1);
  });

  test('succeeds if it finds no forbidden word, and does not read node_modules', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules/README.md'), `Here ${WORD} may read.\n`);
    writeFileSync(join(folder, 'README.md'), 'The client may read.\n');
    const { code, output } = await runTool('node', [PROGRAM, '.'], { cwd: folder });
    expect(output).toContain('1 files checked');
    expect(code).toBe(0);
  });

  test('fails if it finds no file to check', async () => {
    expect((await runTool('node', [PROGRAM, '.'], { cwd: tempFolder() })).code).toBe(1);
  });
});
