import { createHash } from 'node:crypto';
import { chownSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Served, upsertd } from '../../support/command-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeDatabase } from '../../support/test-database.ts';
import { tryEveryCommand } from './try-every-command.ts';
import {
  asUnprivileged,
  EXECUTABLE,
  folderOf,
  OFFLINE,
  UNPRIVILEGED,
  withMounts,
} from './unprivileged-user.ts';

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Runs a command that opens a database, which needs the addon. */
function seed(program: readonly string[]) {
  return upsertd(['seed', 'clinic'], {
    cwd: folderOf(UNPRIVILEGED, 0o700),
    program: [...program, EXECUTABLE],
  });
}

describe('the one-file executable', () => {
  test('runs every command as an unprivileged user with an empty environment', async () => {
    await tryEveryCommand({ cwd: folderOf(UNPRIVILEGED, 0o755), program: [...asUnprivileged(), EXECUTABLE] });
  });

  test('runs without a network in a read-only folder', async () => {
    const database = `sqlite:${join(folderOf(UNPRIVILEGED, 0o700), 'clinic.db')}`;
    const { code, stdout, stderr } = await upsertd(['seed', 'clinic', '--database', database], {
      cwd: folderOf(0, 0o555),
      program: [...OFFLINE, ...asUnprivileged(), EXECUTABLE],
    });
    expect([code, stderr, stdout]).toEqual([
      0,
      `Created a new database: ${database}\n`,
      expect.stringContaining('Seeded 8 customers'),
    ]);
  });

  test('serves a PostgreSQL database', async () => {
    const env = { UPSERTD_DATABASE: await makeDatabase() };
    const served = await Served.start({ cwd: tempFolder(), env, program: [EXECUTABLE] });
    expect(await served.put('PAT-1')).toBe(201);
    expect((await served.stop()).code).toBe(0);
  });

  test('has its checksum and its bill of materials beside it', async () => {
    const checked = await runTool('sha256sum', ['--check', 'upsertd.sha256'], { cwd: dirname(EXECUTABLE) });
    expect(checked).toEqual({ code: 0, output: 'upsertd: OK\n' });
    const bill = JSON.parse(readFileSync(`${EXECUTABLE}.cdx.json`, 'utf8'));
    const names = bill.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['node', 'better-sqlite3', 'express', '@stoplight/prism-http']),
    );
    expect(names).not.toContain('vitest');
    expect(bill.metadata.component.name).toBe('upsertd');
  });

  test('is reproducible byte for byte without the code cache of V8', async () => {
    const builds = [join(tempFolder(), 'upsertd'), join(tempFolder(), 'upsertd')];
    for (const out of builds) {
      const built = await runTool('node', ['src/executable/build.ts', '--no-code-cache', '--out', out]);
      expect(built).toEqual({ code: 0, output: '' });
    }
    const [first = '', second = ''] = builds;
    expect(hashOf(first)).toBe(hashOf(second));
    expect(hashOf(`${first}.cdx.json`)).toBe(hashOf(`${EXECUTABLE}.cdx.json`));
  });
});

describe('the native addon', () => {
  test('is unpacked to a private folder under its hash, and reused at the next start', async () => {
    const cache = folderOf(UNPRIVILEGED, 0o700);
    expect((await seed(asUnprivileged({ XDG_CACHE_HOME: cache }))).code).toBe(0);
    const folder = join(cache, 'upsertd');
    const [name = ''] = readdirSync(folder);
    const file = join(folder, name);
    expect(name).toBe(`${hashOf(file)}.node`);
    expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o500]);
    const { mtimeMs } = statSync(file);
    expect((await seed(asUnprivileged({ XDG_CACHE_HOME: cache }))).code).toBe(0);
    expect([readdirSync(folder), statSync(file).mtimeMs]).toEqual([[name], mtimeMs]);
  });

  test('is unpacked again if the existing file has other content', async () => {
    const cache = folderOf(UNPRIVILEGED, 0o700);
    await seed(asUnprivileged({ UPSERTD_CACHE_DIR: cache }));
    const [name = ''] = readdirSync(cache);
    writeFileSync(join(cache, name), 'not an addon');
    chownSync(join(cache, name), UNPRIVILEGED, UNPRIVILEGED);
    expect((await seed(asUnprivileged({ UPSERTD_CACHE_DIR: cache }))).code).toBe(0);
    expect(name).toBe(`${hashOf(join(cache, name))}.node`);
  });

  test.each([
    ['that other users may read', () => folderOf(UNPRIVILEGED, 0o755)],
    ['that belongs to another user', () => folderOf(0, 0o777)],
    ['that other users could replace', () => join(folderOf(UNPRIVILEGED, 0o777), 'inner')],
  ])('is never unpacked into a folder %s', async (_, make) => {
    const folder = make();
    const { code, stdout } = await seed(asUnprivileged({ UPSERTD_CACHE_DIR: folder }));
    expect([code, stdout]).toEqual([0, expect.stringContaining('Seeded 8 customers')]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is unpacked to another folder if the folder for temporary files permits no execution', async () => {
    const { code, stdout } = await seedWithout('/tmp');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Seeded 8 customers')]);
  });

  test('causes an error with the reason for each folder and the fix if no folder can be used', async () => {
    const { code, stderr } = await seedWithout('/tmp', '/var/tmp', '/dev/shm');
    expect(code).toBe(1);
    expect(stderr).toContain('set UPSERTD_CACHE_DIR to a folder that only you can write to');
    for (const folder of ['/nonexistent/.cache/upsertd', '/tmp/upsertd-65534', '/dev/shm/upsertd-65534']) {
      expect(stderr).toContain(`\n  ${folder}: `);
    }
  });
});

/** Runs a command that opens a database where these folders permit no execution. */
function seedWithout(...folders: string[]) {
  const mounts = folders.map((folder) => `mount -t tmpfs -o noexec,mode=1777 none ${folder}`);
  return upsertd(['seed', 'clinic', '--database', 'sqlite::memory:'], {
    cwd: '/',
    program: [...withMounts(mounts), ...asUnprivileged(), EXECUTABLE],
  });
}
