import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findConflictingIds,
  type SearchLimits,
  type SearchOptions,
} from '../../src/cli/import/conflicts/conflicting-ids.ts';
import { HashSet, hashText } from '../../src/cli/import/conflicts/hash-set.ts';
import type { Row } from '../../src/cli/import/read/table.ts';
import { type Client, createClient } from '../../src/client/create-client.ts';
import type { BatchItem } from '../../src/client/shapes.ts';
import { refusal, ScriptedServer, UPDATED } from '../client/scripted-server.ts';
import { TestServer } from '../support/test-server.ts';
import { Folder, runImport } from './import-run.ts';

const KEY = 'rk_sandbox_0123456789abcdefghijABCDEFGHIJ01234567';
const folder = new Folder();
let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

function importFile(file: string, source: string, ...more: string[]) {
  return runImport([file, '--source', source, '--url', server.url, '--json', ...more], server.key);
}

/** The external ids of a source on the server. */
async function idsOf(source: string): Promise<string[]> {
  const { data } = await client.customers.list({ source, limit: 100 });
  return data.flatMap(({ merchantRefId }) => merchantRefId ?? []).toSorted();
}

/** Two ids have rows with the same email, one has a row that is not valid, and only A has different emails. */
const ROWS = [
  ['A', 'a@example.com'],
  ['B', 'b@example.com'],
  ['A', 'a2@example.com'],
  ['b', 'b3@example.com'],
  ['B', 'B@example.COM'],
  ['C', 'c@example.com'],
  ['C', 'no email'],
  ['A', 'a@example.com'],
] as const;

describe('an external id on rows with different emails', () => {
  test.each([
    ['csv', `external_id,email\n${ROWS.map((row) => `${row.join(',')}\n`).join('')}`, 1],
    ['ndjson', ROWS.map(([external_id, email]) => `${JSON.stringify({ external_id, email })}\n`).join(''), 0],
  ])(
    'is rejected with all of its rows, and the other rows of the %s file are imported',
    async (ending, text, before) => {
      const source = `conflict-${ending}`;
      // The same email under the other source would be linked.
      const file = folder.write(`conflict.${ending}`, text.replaceAll('@', `@${ending}.`));
      const ended = await importFile(file, source);
      expect(ended.code).toBe(1);
      expect(JSON.parse(ended.stdout)).toMatchObject({ read: 8, created: 3, unchanged: 0, rejected: 4 });
      expect(ended.stderr).toContain(
        '1 external id is on several rows with different emails, 3 rows in total. The import rejects these rows and does not send them.\n',
      );
      expect(await idsOf(source)).toEqual(['B', 'C', 'b']);
      const rejected = readFileSync(`${file}.rejected.${ending}`, 'utf8');
      const reason = `external_id is on several rows with different emails, first on lines ${before + 1} and ${before + 3}`;
      expect(rejected.split(reason)).toHaveLength(4);
      expect(rejected.match(/a2?@(csv|ndjson)\.example/g)).toHaveLength(3);
    },
  );

  test('is counted before the first row is sent', async () => {
    const text =
      'external_id,email\nX,x@example.com\nA,a@example.com\nA,b@example.com\nB,c@example.com\nB,d@example.com\n';
    const file = folder.write('counted.csv', text);
    const noCustomers = { status: 200, body: { data: [], pagination: { hasMore: false } } };
    const scripted = await ScriptedServer.start(noCustomers, refusal(401, 'unauthenticated'));
    const { stderr } = await runImport([file, '--source', 'crm', '--url', scripted.url, '--single'], KEY);
    await scripted.stop();
    expect(scripted.received).toHaveLength(2);
    expect(stderr.indexOf('2 external ids are on several rows')).toBe(0);
    expect(stderr).toContain('It is unauthenticated.');
  });

  test('is reported by a dry run', async () => {
    const file = folder.write(
      'dry.csv',
      'external_id,email\nA,a@example.com\nA,b@example.com\nB,c@example.com\n',
    );
    const ended = await runImport([file, '--source', 'crm', '--dry-run', '--json']);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ read: 3, valid: 1, rejected: 2 });
    expect(ended.stderr).toContain(
      '1 external id is on several rows with different emails, 2 rows in total.',
    );
  });

  test('is rejected by a resumed import too, also if its first row was read before', async () => {
    const ids = ['A', 'B', 'C', 'D', 'A', 'E'];
    const text = ids.map((id, index) => `${id},${id}${id === 'A' ? index : ''}@example.com\n`).join('');
    const file = folder.write('resumed.csv', `external_id,email\n${text}`);
    const noCustomers = { status: 200, body: { data: [], pagination: { hasMore: false } } };
    const args = [file, '--source', 'crm', '--single', '--concurrency', '1', '--json'];
    const first = await ScriptedServer.start(noCustomers, UPDATED, refusal(401, 'unauthenticated'));
    const { port } = new URL(first.url);
    const stopped = await runImport([...args, '--url', first.url], KEY);
    await first.stop();
    expect(JSON.parse(stopped.stdout)).toMatchObject({ complete: false, read: 2, updated: 1, rejected: 1 });

    const second = await ScriptedServer.start(noCustomers, UPDATED);
    const progress = `${file}.progress.json`;
    const moved = readFileSync(progress, 'utf8').replaceAll(`:${port}`, `:${new URL(second.url).port}`);
    folder.write('resumed.csv.progress.json', moved);
    const resumed = await runImport([...args, '--url', second.url, '--resume'], KEY);
    await second.stop();
    expect(resumed.stderr).toContain('Resuming after 2 rows.\n');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ complete: true, read: 6, updated: 4, rejected: 2 });
    expect(second.received).toHaveLength(1 + 3);
    const rejected = readFileSync(`${file}.rejected.csv`, 'utf8').trimEnd().split('\n').slice(1);
    expect(rejected.map((line) => line.split(',')[0])).toEqual(['2', '6']);
    expect(existsSync(progress)).toBe(false);
  });
});

describe('--duplicates', () => {
  const text = ROWS.map((row) => `${row.join(',')}\n`).join('');

  test.each([
    ['first', 'a@example.com', 2],
    ['last', 'a@example.com', 9],
  ])('%s sends that valid row of each id and skips the others', async (row, email, line) => {
    const source = `duplicates-${row}`;
    const file = folder.write(`${source}.csv`, `external_id,email\n${text.replaceAll('@', `@${row}.`)}`);
    const ended = await importFile(file, source, '--duplicates', row);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ read: 8, created: 4, rejected: 1, skipped: 3 });
    expect(ended.stderr).toContain(
      `2 external ids are on several rows, 5 rows in total. With --duplicates ${row} the import sends the ${row} row of each id and skips 3 rows.\n`,
    );
    const { data } = await client.customers.getByExternalId(source, 'A');
    expect(data.email).toBe(email.replace('@', `@${row}.`));
    expect(readFileSync(`${file}.report.csv`, 'utf8')).toContain(
      `skipped,"external_id is also on line ${line},`,
    );
  });

  test('lets an import end with exit code 0 if only repeated ids were wrong', async () => {
    const file = folder.write('zero.csv', 'external_id,email\nZ,a@zero.example.com\nZ,b@zero.example.com\n');
    expect((await importFile(file, 'zero', '--duplicates', 'last')).code).toBe(0);
    expect((await client.customers.getByExternalId('zero', 'Z')).data.email).toBe('b@zero.example.com');
  });
});

test('ids on several rows with one email are counted before the first row is sent, and all rows are sent', async () => {
  const file = folder.write(
    'same.csv',
    'external_id,email,city\nS,s@same.example.com,Oslo\nS,S@same.example.com,Bergen\n',
  );
  const ended = await importFile(file, 'same');
  expect(JSON.parse(ended.stdout)).toMatchObject({ created: 1, updated: 1 });
  expect(ended.stderr).toContain('1 external id is on several rows with the same email, 2 rows in total.');
});

test('an option that names a key that no row of a JSON file has is refused before a row is sent', async () => {
  const rows = Array.from({ length: 300 }, (_, index) => ({
    external_id: `K${index}`,
    email: `k${index}@key.example.com`,
    ...(index === 250 && { rare: 'x', address: { city: 'Oslo' } }),
  }));
  const file = folder.write('keys.ndjson', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const refused = await importFile(file, 'keys', '--map', 'name=fulname');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(
    'No row has the key fulname that an option names. The keys are: external_id, email, rare, address.',
  );
  expect(await idsOf('keys')).toEqual([]);
  expect((await importFile(file, 'keys', '--map', 'city=address.town')).code).toBe(2);
  const maps = ['--map', 'name=rare', '--map', 'city=address.city'];
  expect((await importFile(file, 'keys', ...maps)).code).toBe(0);
  expect((await client.customers.getByExternalId('keys', 'K250')).data).toMatchObject({
    name: 'x',
    city: 'Oslo',
  });
});

/** A row as the search reads it. A row without an email is not valid. */
type Person = readonly [id: string, email: string];

function search(
  people: readonly Person[],
  limits?: SearchLimits,
  more: Pick<SearchOptions, 'observer' | 'onRepeated'> = {},
) {
  const rows = people.map((cells, index): Row => ({ line: index + 1, end: 0, text: '', columns: [], cells }));
  let reads = 0;
  const found = findConflictingIds({
    rows: async () => {
      reads += 1;
      return (async function* () {
        for (let from = 0; from < rows.length; from += 3) yield rows.slice(from, from + 3);
      })();
    },
    idOf: (row) => ('cells' in row ? (row.cells[0] as string) : undefined),
    read: (row) => {
      const [external_id, email] = 'cells' in row ? (row.cells as unknown as Person) : ['', ''];
      if (email === '') return { row, error: 'email is required' };
      return { row, item: { external_id, email } as BatchItem, json: '', unknownCountries: [] };
    },
    ...(limits && { limits }),
    ...more,
  });
  return found.then((conflicts) => ({ conflicts, reads }));
}

describe('the search for conflicting ids', () => {
  test.each([
    ['in one part', { hashes: 100, repeated: 100, conflicts: 100 }, 1],
    ['in several parts', { hashes: 3, repeated: 1, conflicts: 100 }, undefined],
  ])(
    'shows each row to its observer exactly once, if it searches the file %s',
    async (_, limits, repeated) => {
      const people = Array.from({ length: 20 }, (__, at): Person => [`id-${at % 19}`, 'k@x.no']);
      const lines: number[] = [];
      const ends: (number | undefined)[] = [];
      const observer = {
        add: ({ line }: Row) => void lines.push(line),
        end: (ids?: ReadonlySet<number>) => void ends.push(ids?.size),
      };
      await search(people, limits, { observer });
      expect(lines).toEqual(people.map((__, at) => at + 1));
      expect(ends).toEqual([repeated]);
    },
  );

  test('finds the same ids as a comparison of all rows, in one part or in several', async () => {
    const id = fc.constantFrom('a', 'A', 'b', 'ä', 'a\u0308', '1', '01', 'x'.repeat(40));
    const email = fc.constantFrom('', 'k@x.no', 'K@X.no', 'l@x.no');
    const someLimits = fc.constantFrom(undefined, { hashes: 3, repeated: 1, conflicts: 100 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(id, email), { maxLength: 25 }),
        someLimits,
        async (people, limits) => {
          const valid = people.map(([own, mail], index) => ({
            id: own,
            mail: mail.toLowerCase(),
            line: index + 1,
          }));
          const expected = Map.groupBy(
            valid.filter(({ mail }) => mail !== ''),
            (person) => person.id,
          );
          const { conflicts } = await search(people, limits);
          const shown = [...expected].flatMap(([own, same]) => {
            const other = same.find(({ mail }) => mail !== same[0]?.mail);
            return other ? [[own, { lines: [same[0]?.line, other.line], rows: same.length }]] : [];
          });
          expect(new Map(conflicts)).toEqual(new Map(shown as never));
        },
      ),
    );
  });

  test('counts each repeated id once if it searches the file in several parts of different sizes', async () => {
    const people = Array.from({ length: 400 }, (_, at): Person => [`id-${at % 200}`, 'k@x.no']);
    const counted: string[] = [];
    const onRepeated = (id: string) => void counted.push(id);
    await search(people, { hashes: 1000, repeated: 12, conflicts: 100 }, { onRepeated });
    expect(counted.toSorted()).toEqual([...new Set(people.map(([id]) => id))].toSorted());
  });

  test('reads a file without repeated ids only once', async () => {
    const people = Array.from({ length: 10_000 }, (_, index): Person => [`id ${index}`, 'a@example.com']);
    expect(await search(people)).toEqual({ conflicts: new Map(), reads: 1 });
  });

  test('refuses a file with more conflicting ids than the limit, and says how to name the column of the id', async () => {
    const people = ['a', 'b', 'a', 'b'].map((id, index): Person => [id, `${index}@example.com`]);
    await expect(search(people, { hashes: 10, repeated: 10, conflicts: 1 })).rejects.toThrow(
      'More than 1 external ids are on several rows with different emails. If another column contains the id, name it with',
    );
  });
});

test('a hash set reports exactly the hashes that were added, also after it has grown', () => {
  const set = new HashSet();
  const hashes = Array.from({ length: 50_000 }, (_, index) => hashText(`customer ${index}`));
  expect(new Set(hashes).size).toBe(50_000);
  expect(hashes.every((hash) => set.add(hash))).toBe(true);
  expect(hashes.some((hash) => set.add(hash))).toBe(false);
  expect(set.size).toBe(50_000);
});
