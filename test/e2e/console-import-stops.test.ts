import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  countsOf,
  dryRun,
  importKeys,
  openImportConsole,
  runImport,
  settled,
  uploadFile,
} from '../cli/console-import.ts';
import type { Operator } from '../http/console/operator.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROWS = 2000;
/** Slows an import down to some seconds, on a machine of any speed: it sends 100 rows per request. */
const SLOWLY = ['--rate-limit', 'sandbox=300/5'];
const MANY = {
  name: 'many.csv',
  content: `external_id,email\n${Array.from({ length: ROWS }, (_, at) => `P${at},p${at}@stops.example.com\n`).join('')}`,
};

/** Waits until the running import has written some rows. */
async function untilRunning(operator: Operator, path: string): Promise<void> {
  for (;;) {
    const { text } = await operator.get(path);
    if (!text.includes('data-live')) throw new Error('The import ended before the test could stop it.');
    const [, rows = '0'] = /, ([\d,]+) rows/.exec(text) ?? [];
    if (Number(rows.replaceAll(',', '')) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('an import of many rows', () => {
  test('continues after the server was killed, and its former key is revoked', async () => {
    const cwd = tempFolder();
    const before = await openImportConsole(cwd, ...SLOWLY);
    const path = await uploadFile(before, before.sandbox, MANY);
    await dryRun(before.operator, path);
    await before.operator.post(`${path}/run`, {});
    await untilRunning(before.operator, path);
    expect(await importKeys(before.operator)).toContain('active');
    await before.served.stop('SIGKILL');

    const after = await openImportConsole(cwd, ...SLOWLY);
    expect(new Set(await importKeys(after.operator))).toEqual(new Set(['revoked']));
    const { text } = await after.operator.get(path);
    expect(text).toContain('The server ended while the import was running.');
    expect(text).toContain('Resume the import');
    let result = await runImport(after.operator, path);
    // The process of the former server ends within a second, and keeps its lock until then.
    while (result.includes('Another import of this file is running')) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      result = await runImport(after.operator, path);
    }
    expect(result).toContain('Every row was imported.');
    const counts = countsOf(result);
    expect([counts.read, (counts.created ?? 0) + (counts.unchanged ?? 0)]).toEqual([ROWS, ROWS]);
    expect(new Set(await importKeys(after.operator))).toEqual(new Set(['revoked']));
  });

  test('can be cancelled and resumed, and no second import runs beside it', async () => {
    const console = await openImportConsole(tempFolder(), ...SLOWLY);
    const { operator, sandbox } = console;
    const path = await uploadFile(console, sandbox, MANY);
    const other = await uploadFile(console, sandbox, { name: 'b.csv', content: 'external_id,email\n' });
    await dryRun(operator, path);
    await operator.post(`${path}/run`, {});
    await untilRunning(operator, path);
    const refused = await operator.post(`${other}/mapping`, { source: 'crm', next: 'dry_run' });
    expect([refused.status, refused.text.includes('Another import is running')]).toEqual([409, true]);
    expect((await operator.post(`${path}/remove`, {})).headers.location).toBe(path);

    await operator.post(`${path}/cancel`, {});
    const stopped = await settled(operator, path);
    expect(stopped).toContain('The import stopped before the end of the file.');
    expect(new Set(await importKeys(operator))).toEqual(new Set(['revoked']));
    const done = countsOf(stopped).read ?? 0;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(ROWS);
    const result = await runImport(operator, path);
    expect(countsOf(result)).toMatchObject({ read: ROWS, created: ROWS });
  });

  test('stops with the server, and continues after the next start', async () => {
    const cwd = tempFolder();
    const before = await openImportConsole(cwd, ...SLOWLY);
    const path = await uploadFile(before, before.sandbox, MANY);
    await dryRun(before.operator, path);
    await before.operator.post(`${path}/run`, {});
    await untilRunning(before.operator, path);
    expect((await before.served.stop()).code).toBe(0);
    const after = await openImportConsole(cwd, ...SLOWLY);
    expect(new Set(await importKeys(after.operator))).toEqual(new Set(['revoked']));
    expect(countsOf(await runImport(after.operator, path))).toMatchObject({ read: ROWS, created: ROWS });
  });

  test('starts again with the first row if the port of the stopped import is in use', async () => {
    const console = await openImportConsole(tempFolder(), ...SLOWLY);
    const { operator, sandbox } = console;
    const path = await uploadFile(console, sandbox, MANY);
    await dryRun(operator, path);
    await operator.post(`${path}/run`, {});
    await untilRunning(operator, path);
    await operator.post(`${path}/cancel`, {});
    await settled(operator, path);
    const id = path.split('/').at(-1) ?? '';
    const state = JSON.parse(readFileSync(`${console.folder}/${id}/upload.json`, 'utf8'));
    const blocker = createServer().listen(state.port, '127.0.0.1');
    const counts = countsOf(await runImport(operator, path));
    blocker.close();
    expect([counts.read, (counts.created ?? 0) + (counts.unchanged ?? 0)]).toEqual([ROWS, ROWS]);
    expect(counts.unchanged).toBeGreaterThan(0);
  });
});
