import { beforeEach, describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
let served: Served;
beforeEach(async () => {
  cwd = tempFolder();
  served = await Served.start({ cwd });
});

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await upsertd(args, { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim();
}
const create = async (...args: string[]) =>
  JSON.parse(await run('keys', 'create', '--mode', 'sandbox', '--name', 'x', '--json', ...args));
const reason = async (key: string) => {
  const response = await served.fetch('/v2/customers', { key });
  return ((await response.json()) as { error?: { details: { reason: string } } }).error?.details.reason;
};

describe('a command beside a running server', () => {
  test('creates an API key that works at once, and revokes it at once', async () => {
    const { id, key } = await create();
    expect(await served.put('PAT-1', { key })).toBe(201);
    await run('keys', 'revoke', id);
    expect(await reason(key)).toBe('revoked_key');
  });

  test('rotates an API key, and the old key stops at once or after its overlap', async () => {
    const { id, key } = await create();
    expect(await reason(key)).toBeUndefined();
    const second = await run('keys', 'rotate', id, '--overlap', '1h');
    expect([await reason(key), await reason(second)]).toEqual([undefined, undefined]);
    const third = await run('keys', 'rotate', id);
    expect([await reason(key), await reason(second), await reason(third)]).toEqual([
      'expired_key',
      'expired_key',
      undefined,
    ]);
  });

  test('creates and lists API keys while the server writes constantly', async () => {
    let isOver = false;
    const writing = Promise.all(
      Array.from({ length: 16 }, async (_, client) => {
        let written = 0;
        while (!isOver) {
          expect(await served.put(`PAT-${client}-${written}`)).toBe(201);
          written += 1;
        }
        return written;
      }),
    );
    for (let index = 0; index < 5; index += 1) await create();
    expect(JSON.parse(await run('keys', 'list', '--json'))).toHaveLength(6);
    isOver = true;
    for (const written of await writing) expect(written).toBeGreaterThan(0);
  });

  test('creates the API key of another merchant, which reads no data of the first', async () => {
    await served.put('PAT-1');
    const merchant = await run('merchants', 'create', '--name', 'Other');
    const { key } = await create('--merchant', merchant);
    const list = await served.fetch('/v2/customers', { key });
    expect(await list.json()).toMatchObject({ data: [], pagination: { total: 0 } });
    expect(await served.put('PAT-1', { key })).toBe(201);
  });
});
