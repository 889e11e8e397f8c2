import { beforeEach, describe, expect, test } from 'vitest';
import { upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

describe('merchants', () => {
  test('create prints the id, and list prints aligned columns under a header', async () => {
    const names = ['Aker', 'A much longer name “Süd”'];
    const ids: string[] = [];
    for (const name of names) {
      const { code, stdout } = await upsertd(['merchants', 'create', '--name', name], { cwd });
      expect(code).toBe(0);
      ids.push(stdout.trim());
    }
    const { stdout } = await upsertd(['merchants', 'list'], { cwd });
    const today = new Date().toISOString().slice(0, 10);
    const columns = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(columns).toEqual([
      ['ID', 'NAME', 'CREATED'],
      [ids[0], names[0], today],
      [ids[1], names[1], today],
      [''],
    ]);
  });

  test('create and list print JSON with --json', async () => {
    const { stdout: made } = await upsertd(['merchants', 'create', '--name', 'Aker', '--json'], { cwd });
    const { stdout: listed } = await upsertd(['merchants', 'list', '--json'], { cwd });
    expect(JSON.parse(made)).toMatchObject({ name: 'Aker', created_at: expect.stringMatching(/Z$/) });
    expect(JSON.parse(listed)).toEqual([JSON.parse(made)]);
  });

  test('create rejects a name that is empty, too long or has control characters', async () => {
    for (const name of ['', ' ', 'a\tb', 'x'.repeat(256)]) {
      const { code, stderr } = await upsertd(['merchants', 'create', '--name', name], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain('It must be 1 to 255 characters, without control characters.');
    }
  });
});
