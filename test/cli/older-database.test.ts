import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The sandbox key that the files contain. */
const KEY = 'rk_sandbox_KXDIC0jMcvNRyC3sv0X1oY9vRQ9lyN20430sdu';

/** Both files as commit 859b126 wrote them: four customers, one of them with two references, and six events. */
const FILES = { database: 'upsertd.db', 'search-index': 'upsertd.db-search' };

describe('a database that version 0.1.0 wrote', () => {
  let cwd: string;
  let served: Served;
  beforeEach(async () => {
    cwd = tempFolder();
    for (const [packedName, name] of Object.entries(FILES)) {
      const packed = readFileSync(new URL(`older-database/${packedName}.gz`, import.meta.url));
      writeFileSync(join(cwd, name), gunzipSync(packed), { mode: 0o600 });
    }
    served = await Served.start({ cwd });
    served.key = KEY;
  });

  const read = async (path: string) => {
    const response = await served.fetch(`/v2${path}`);
    return { status: response.status, body: await response.json() };
  };

  test('is served with its key, customers, references and events', async () => {
    expect(await read('/customers/external/practicehub/PAT-1')).toMatchObject({
      status: 200,
      body: {
        data: {
          email: 'kari@example.com',
          name: 'Kari Nordmann',
          phone: '+4712345678',
          metadata: { tier: 'gold' },
          externalRefs: [
            { source: 'practicehub', externalId: 'PAT-1', externalUpdatedAt: '2026-01-02T03:04:05.678Z' },
            { source: 'wodify', externalId: 'W-9' },
          ],
        },
      },
    });
    expect((await read('/customers')).body.pagination).toMatchObject({ total: 4, hasMore: false });
    const { data } = (await read('/events')).body;
    expect(data.map(({ sequence, type }: { sequence: number; type: string }) => [sequence, type])).toEqual([
      [6, 'customer.created'],
      [5, 'customer.created'],
      [4, 'customer.created'],
      [3, 'customer.updated'],
      [2, 'customer.updated'],
      [1, 'customer.created'],
    ]);
  });

  test('is searched by its index, and by what is written later', async () => {
    expect((await read('/customers?search=%C3%98degaa')).body.data).toHaveLength(0);
    expect((await read('/customers?search=%C3%98deg%C3%A5')).body.data).toHaveLength(1);
    expect(await served.put('PAT-2', { body: { name: 'Ola Ødegård' } })).toBe(201);
    expect((await read('/customers?search=%C3%98deg%C3%A5')).body.data).toHaveLength(2);
  });

  test('lists its key with an unknown creator', async () => {
    const { stdout } = await upsertd(['keys', 'list', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject([{ created_by: 'unknown', revoked_by: null }]);
  });

  test('continues its counters, and passes the checks of doctor', async () => {
    expect(await served.put('PAT-1', { body: { email: 'kari@example.com', name: 'Kari Hansen' } })).toBe(200);
    const [newest] = (await read('/events')).body.data;
    expect(newest).toMatchObject({ sequence: 7, type: 'customer.updated' });
    expect(await upsertd(['doctor'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });
});
