import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { resourceMissing } from '../../../src/domain/problem.ts';
import { CommitGroup } from '../../../src/storage/sqlite/commit-group.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let path: string;
let database: Database.Database;
let writes: CommitGroup;

beforeEach(() => {
  path = join(tempFolder(), 'test.db');
  database = connect();
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE notes (text TEXT PRIMARY KEY, parent TEXT REFERENCES notes DEFERRABLE INITIALLY DEFERRED);
  `);
  writes = new CommitGroup(database);
});

function connect(): Database.Database {
  const connection = new Database(path, { timeout: 0 });
  onTestFinished(() => {
    connection.close();
  });
  return connection;
}

/** A job that writes a note and returns its text. */
const note =
  (text: string, parent: string | null = null) =>
  () => {
    database.prepare('INSERT INTO notes VALUES (?, ?)').run(text, parent);
    return text;
  };

/** Reads the notes through another connection, like another process. */
function committed(): string[] {
  const elsewhere = connect();
  return elsewhere.prepare<[], string>('SELECT text FROM notes ORDER BY rowid').pluck().all();
}

const statuses = (settled: PromiseSettledResult<unknown>[]) => settled.map(({ status }) => status);

describe('a group of writes', () => {
  test('ends before expensive writes would block all clients for long', async () => {
    const sizes: number[] = [];
    const heavy = new CommitGroup(database, { onCommit: ({ writes }) => sizes.push(writes) });
    const texts = Array.from({ length: 25 }, (_, index) => `heavy ${index}`);
    await Promise.all(texts.map((text) => heavy.run(note(text), 100)));
    expect(sizes).toEqual([10, 10, 5]);
    await heavy.run(note('heavier than a group'), 5000);
    expect(committed()).toEqual([...texts, 'heavier than a group']);
  });

  test('is one transaction, and each caller receives its own result', async () => {
    let commits = 0;
    const elsewhere = connect();
    const version = () => elsewhere.pragma('data_version', { simple: true });
    const before = version();
    const texts = await Promise.all(
      ['a', 'b', 'c'].map((text) =>
        writes.run(() => {
          if (version() !== before) commits += 1;
          return note(text)();
        }),
      ),
    );
    expect(texts).toEqual(['a', 'b', 'c']);
    expect(commits).toBe(0);
    expect(version()).not.toBe(before);
  });

  test('is not acknowledged before other connections can read it', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map(async (text) => {
        await writes.run(note(text));
        return committed();
      }),
    );
    expect(seen).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  test('of many hundreds runs in the order of the calls', async () => {
    const texts = Array.from({ length: 1000 }, (_, index) => `${index}`);
    await Promise.all(texts.map((text) => writes.run(note(text))));
    expect(committed()).toEqual(texts);
  });
});

describe('a job that fails', () => {
  test('with a Problem before it has written anything does not affect the other jobs', async () => {
    const problem = resourceMissing('Nothing here.');
    let runs = 0;
    const refuse = () => {
      runs += 1;
      throw problem;
    };
    const settled = await Promise.allSettled([note('a'), refuse, note('b')].map((job) => writes.run(job)));
    expect(statuses(settled)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: problem });
    expect(committed()).toEqual(['a', 'b']);
    expect(runs).toBe(1);
  });

  test('with a Problem after it has written rolls back its own writes', async () => {
    const problem = resourceMissing('Nothing here.');
    const refuse = () => {
      note('half')();
      throw problem;
    };
    const settled = await Promise.allSettled([note('a'), refuse, note('b')].map((job) => writes.run(job)));
    expect(settled[1]).toMatchObject({ status: 'rejected', reason: problem });
    await expect(writes.run(refuse)).rejects.toBe(problem);
    expect(committed()).toEqual(['a', 'b']);
  });

  test('with any other error fails alone, and the other jobs are durable', async () => {
    const mistake = new TypeError('A mistake of ours.');
    const fail = () => {
      note('half')();
      throw mistake;
    };
    const settled = await Promise.allSettled([note('a'), fail, note('b')].map((job) => writes.run(job)));
    expect(statuses(settled)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: mistake });
    expect(committed()).toEqual(['a', 'b']);
  });

  test('at the commit fails alone as well', async () => {
    const jobs = [note('a'), note('orphan', 'nobody'), note('b')];
    const settled = await Promise.allSettled(jobs.map((job) => writes.run(job)));
    expect(statuses(settled)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } });
    expect(committed()).toEqual(['a', 'b']);
    await expect(writes.run(note('c'))).resolves.toBe('c');
  });

  test('among hundreds is the only one that fails', async () => {
    const jobs = Array.from({ length: 600 }, (_, index) => note(index === 300 ? '299' : `${index}`));
    const settled = await Promise.allSettled(jobs.map((job) => writes.run(job)));
    expect(statuses(settled).filter((status) => status === 'rejected')).toHaveLength(1);
    expect(settled[300]?.status).toBe('rejected');
    expect(committed()).toHaveLength(599);
  });
});

describe('while another process writes', () => {
  test('writes wait without blocking the event loop, and run when the lock is released', async () => {
    const holder = connect();
    holder.exec('BEGIN IMMEDIATE');
    let isDone = false;
    const waiting = writes.run(note('a')).then(() => {
      isDone = true;
    });
    // The event loop runs, and reads succeed, although a write waits.
    for (let turn = 0; turn < 20; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(database.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(0);
    }
    expect(isDone).toBe(false);
    holder.exec('COMMIT');
    await waiting;
    expect(committed()).toEqual(['a']);
  });

  test('writes keep their order', async () => {
    const holder = connect();
    holder.exec('BEGIN IMMEDIATE');
    const texts = Array.from({ length: 600 }, (_, index) => `${index}`);
    const waiting = texts.map((text) => writes.run(note(text)));
    await new Promise((resolve) => setTimeout(resolve, 1));
    waiting.push(writes.run(note('last')));
    holder.exec('COMMIT');
    await Promise.all(waiting);
    expect(committed()).toEqual([...texts, 'last']);
  });

  test('writes that waited too long are rejected together as unavailable, and have written nothing', async () => {
    const impatient = new CommitGroup(database, { patienceMs: 30 });
    const holder = connect();
    holder.exec('BEGIN IMMEDIATE');
    const texts = Array.from({ length: 600 }, (_, index) => `${index}`);
    const settled = await Promise.allSettled(texts.map((text) => impatient.run(note(text))));
    for (const one of settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    holder.exec('COMMIT');
    expect(committed()).toEqual([]);
    await expect(impatient.run(note('later'))).resolves.toBe('later');
  });

  test('a write that comes late has its own waiting time', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const pass = async (ms: number) => {
      await new Promise(setImmediate);
      await vi.advanceTimersByTimeAsync(ms);
    };
    const holder = connect();
    holder.exec('BEGIN IMMEDIATE');
    const early = writes.run(note('early')).catch((error) => error.code);
    await pass(4000);
    const late = writes.run(note('late'));
    await pass(1500);
    expect(await early).toBe('unavailable');
    holder.exec('COMMIT');
    await pass(100);
    await expect(late).resolves.toBe('late');
  });

  test('draining the group waits for them', async () => {
    const holder = connect();
    holder.exec('BEGIN IMMEDIATE');
    const waiting = writes.run(note('a'));
    const settled = writes.drain();
    await new Promise((resolve) => setTimeout(resolve, 1));
    holder.exec('COMMIT');
    await settled;
    expect(committed()).toEqual(['a']);
    await waiting;
  });

  test('draining the group needs no lock if no write waits', async () => {
    connect().exec('BEGIN IMMEDIATE');
    await writes.drain();
  });
});

describe('when the disk is full', () => {
  /** Leaves space for the given number of pages. */
  function leaveRoom(pages: number): void {
    const used = database.pragma('page_count', { simple: true }) as number;
    database.pragma(`max_page_count = ${used + pages}`);
  }
  const large = (name: string) => note(name.repeat(20_000));

  test('writes are rejected as unavailable, none is partly written, and they succeed when there is space again', async () => {
    await writes.run(note('first'));
    leaveRoom(0);
    const settled = await Promise.allSettled([large('a'), large('b')].map((job) => writes.run(job)));
    for (const one of settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(database.inTransaction).toBe(false);
    expect(committed()).toEqual(['first']);

    leaveRoom(1000);
    await writes.run(large('c'));
    expect(committed()).toHaveLength(2);
  });

  test('writes for which there is space succeed', async () => {
    leaveRoom(8);
    const settled = await Promise.allSettled(
      [note('a'), large('b'), note('c')].map((job) => writes.run(job)),
    );
    expect(statuses(settled)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(committed()).toEqual(['a', 'c']);
  });
});
