import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let root: string;
let cwd: string;
beforeEach(() => {
  root = tempFolder();
  cwd = join(root, 'data');
  for (const folder of ['data', 'other']) mkdirSync(join(root, folder));
});

const SERVE = ['serve', '--port', '0'];
const CREATE = ['keys', 'create', '--mode', 'live', '--name', 'x'];

/** Runs a command on the database with this path. */
const run = (path: string, ...command: string[]) =>
  upsertd([...command, '--database', `sqlite:${path}`], { cwd });
const refused = (reason: string) => ({ code: 1, stdout: '', stderr: `upsertd: ${reason}\n` });
const hardLinked = (path: string) =>
  `${path} has another name (a hard link), and writes through one name are lost to the other; ` +
  'remove the other name, or make it a symbolic link.';
const otherName = (path: string) =>
  `${path} is open in another process by another name (it was renamed, or is mounted twice); ` +
  'stop that process first, or name the file as that process does.';

/** Stores 20 customers one after another. */
async function store(served: Served, prefix: string): Promise<void> {
  for (let index = 0; index < 20; index += 1) expect(await served.put(`${prefix}-${index}`)).toBe(201);
}

async function count(served: Served): Promise<number> {
  const response = await served.fetch('/v2/customers');
  return ((await response.json()) as { pagination: { total: number } }).pagination.total;
}

describe('a database that is served', () => {
  test('is refused to each command through a hard link in another folder, and loses no write', async () => {
    const served = await Served.start({ cwd });
    await store(served, 'before');
    const link = '../other/link.db';
    linkSync(join(cwd, 'upsertd.db'), join(cwd, link));
    for (const command of [SERVE, CREATE, ['keys', 'list'], ['backup', 'copy.db']]) {
      expect(await run(link, ...command), command.join(' ')).toEqual(refused(hardLinked(link)));
    }
    const doctor = await run(link, 'doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain(hardLinked(link));
    expect(readdirSync(join(root, 'other')).filter((name) => name.endsWith('-serving'))).toEqual([]);
    await store(served, 'after');
    expect(await count(served)).toBe(40);
  });

  test('stays usable by its own name after a hard link to it was created', async () => {
    const served = await Served.start({ cwd });
    await store(served, 'a');
    linkSync(join(cwd, 'upsertd.db'), join(root, 'other', 'link.db'));
    const path = './upsertd.db';
    expect((await run(path, ...CREATE)).code).toBe(0);
    expect((await run(path, 'backup', 'copy.db')).code).toBe(0);
    const doctor = await run(path, 'doctor');
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain('2 names (hard links)');
    expect((await run(path, ...SERVE)).stderr).toContain('is already served');
  });

  test.for(['../link.db', '../folder/upsertd.db', '../data/../data/upsertd.db', 'the absolute path'])(
    'is refused to a second server through a symbolic link, a linked folder and other paths: %s',
    async (name) => {
      await Served.start({ cwd });
      symlinkSync(join(cwd, 'upsertd.db'), join(root, 'link.db'));
      symlinkSync(cwd, join(root, 'folder'));
      const path = name === 'the absolute path' ? join(cwd, 'upsertd.db') : name;
      expect(await run(path, ...SERVE)).toEqual(
        refused(
          `${path} is already served by another process; stop that one, or start a second server with a database and a port of its own: --database sqlite:second.db --port 5000`,
        ),
      );
      expect((await run(path, ...CREATE)).code).toBe(0);
    },
  );

  test('is refused under a new name after a rename, and no file is created under the old name', async () => {
    const served = await Served.start({ cwd });
    await store(served, 'before');
    const path = '../other/renamed.db';
    renameSync(join(cwd, 'upsertd.db'), join(cwd, path));
    for (const command of [SERVE, CREATE, ['backup', 'copy.db']]) {
      expect(await run(path, ...command), command.join(' ')).toEqual(refused(otherName(path)));
    }
    const doctor = await run(path, 'doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain(otherName(path));
    for (const command of [SERVE, CREATE]) {
      expect((await run('./upsertd.db', ...command)).stderr).toContain('is served, but was moved away;');
    }
    renameSync(join(cwd, path), join(cwd, 'upsertd.db'));
    await store(served, 'after');
    expect(await count(served)).toBe(40);
    expect((await run('./upsertd.db', 'doctor')).code).toBe(0);
  });

  test('is refused after its folder was renamed', async () => {
    await Served.start({ cwd });
    renameSync(cwd, join(root, 'renamed'));
    const ended = await upsertd([...SERVE], { cwd: join(root, 'renamed') });
    expect(ended.stderr).toContain('./upsertd.db is already served');
  });

  test('can be served under a new name after its server was killed, with every write', async () => {
    const served = await Served.start({ cwd });
    await store(served, 'a');
    await served.stop('SIGKILL');
    for (const name of readdirSync(cwd)) {
      renameSync(join(cwd, name), join(root, 'other', basename(name).replace('upsertd', 'renamed')));
    }
    const second = await Served.start({ cwd: join(root, 'other') }, '--database', 'sqlite:renamed.db');
    second.key = served.key;
    expect(await count(second)).toBe(20);
  });
});

describe('a database with a hard link that no process serves', () => {
  test('is refused under each name, and served after the other name was removed', async () => {
    const served = await Served.start({ cwd });
    await store(served, 'a');
    await served.stop('SIGKILL');
    const link = join(root, 'other', 'link.db');
    linkSync(join(cwd, 'upsertd.db'), link);
    for (const path of ['./upsertd.db', link]) {
      expect(await run(path, ...SERVE)).toEqual(refused(hardLinked(path)));
    }
    rmSync(link);
    const again = await Served.start({ cwd });
    again.key = served.key;
    expect(await count(again)).toBe(20);
  });

  test('can be restored and checked under each of its names if it is a backup', async () => {
    const served = await Served.start({ cwd });
    await store(served, 'a');
    expect((await run('./upsertd.db', 'backup', 'copy.db')).code).toBe(0);
    await served.stop();
    linkSync(join(cwd, 'copy.db'), join(root, 'other', 'copy.db'));
    expect((await run('../other/copy.db', 'doctor')).code).toBe(0);
    expect((await run('restored.db', 'restore', '../other/copy.db')).code).toBe(0);
  });
});
