import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import type { Commit } from '../../src/domain/store-figures.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { openServerStore, type ServerStore } from '../../src/writer/open-server-store.ts';
import { WriterThread } from '../../src/writer/writer-thread.ts';
import { createResponseOptions } from '../../src/writes/response-options.ts';
import type { WriteRequest } from '../../src/writes/write-request.ts';
import { freshNumber } from '../support/fresh.ts';
import { tempFolder } from '../support/temp-folder.ts';

const responseOptions = createResponseOptions(loadContract(), 'both');
const NOW = 1_000_000;
/** A merchant that is never added, because there is one already. */
const OTHER = { id: 'other', name: 'Other', createdAt: 0 };

let path: string;
let served: ServerStore;
let commits: Commit[];
let merchantId: string;

beforeEach(async () => {
  path = join(tempFolder(), 'test.db');
  commits = [];
  const observer = { committed: (commit: Commit) => void commits.push(commit) };
  served = await openServerStore(`sqlite:${path}`, { responseOptions, observer });
  onTestFinished(() => served.close());
  merchantId = uuidV7();
  await served.merchants.add({ id: merchantId, name: 'Ours', createdAt: 0 });
});

/** An upsert of a new customer. */
function anOrder(over: Partial<WriteRequest<'upsert'>> = {}): WriteRequest<'upsert'> {
  const externalId = `PAT-${freshNumber()}`;
  return {
    type: 'upsert',
    tenant: { merchantId, mode: 'sandbox' },
    command: {
      reference: { source: 'practicehub', externalId },
      email: `${externalId.toLowerCase()}@example.com`,
      patch: { name: 'Åse "Ø" \u{1f600}', metadata: { ['__proto__']: 'mine', nothing: null } },
      id: uuidV7(),
      now: NOW,
    },
    warnings: ['colour: not a field.'],
    requestId: 'req_1',
    idempotencyKey: null,
    idempotency: null,
    isStored: false,
    ...over,
  };
}

describe('a write in a thread of its own', () => {
  test('is answered as one in this thread', async () => {
    const here = await openServerStore('sqlite::memory:', { responseOptions });
    onTestFinished(() => here.close());
    await here.merchants.add({ id: merchantId, name: 'Ours', createdAt: 0 });
    const order = anOrder();
    const answer = await served.executeWrite(order);
    expect(answer.status).toBe(201);
    expect(JSON.parse(answer.body).warnings).toEqual(['colour: not a field.']);
    expect(answer).toEqual(await here.executeWrite(order));
  });

  test('shares its commit with others, and is there to be read when it is answered', async () => {
    await served.executeWrite(anOrder());
    const before = commits.length;
    const orders = Array.from({ length: 200 }, () => anOrder());
    await Promise.all(
      orders.map(async (order) => {
        await served.executeWrite(order);
        const found = await served.customers.findByReference(order.tenant, order.command.reference);
        expect(found?.id).toBe(order.command.id);
      }),
    );
    const made = commits.slice(before);
    expect(made.reduce((sum, { writes }) => sum + writes, 0)).toBe(200);
    expect(made.length).toBeLessThan(100);
  });

  test('is refused with all that the refusal tells', async () => {
    const first = anOrder();
    await served.executeWrite(first);
    const { email } = first.command;
    const second = anOrder();
    const response = await served.executeWrite({ ...second, command: { ...second.command, email } });
    expect(response.status).toBe(409);
    expect(JSON.parse(response.body).error).toMatchObject({
      code: 'conflict',
      param: 'email',
      details: { customer_id: first.command.id },
      request_id: 'req_1',
    });
  });

  test('keeps its answer, which is found at once', async () => {
    const claim = { id: 'claim', fingerprint: 'this', now: NOW };
    const order = anOrder({ idempotency: claim, isStored: true, idempotencyKey: 'key' });
    const answer = await served.executeWrite(order);
    const again = { ...answer, isReplay: true };
    expect(await served.responses.find(order.tenant, claim)).toEqual(again);
    expect(await served.executeWrite(order)).toEqual(again);
  });

  test('keeps an answer that is over until it is swept', async () => {
    const tenant = { merchantId, mode: 'sandbox' } as const;
    const claim = { id: 'claim', fingerprint: 'this', now: NOW };
    await served.responses.store(tenant, claim, { status: 404, headers: {}, body: '{}' });
    expect(await served.responses.deleteExpired(NOW)).toBe(0);
    expect(await served.responses.deleteExpired(NOW * 1000)).toBe(1);
  });

  test('is done before the store is closed', async () => {
    const orders = Array.from({ length: 30 }, () => anOrder());
    const answers = Promise.all(orders.map((order) => served.executeWrite(order)));
    await served.close();
    expect((await answers).map(({ status }) => status)).toEqual(orders.map(() => 201));
    const store = await openStore(`sqlite:${path}`);
    onTestFinished(() => store.close());
    const tenant = { merchantId, mode: 'sandbox' } as const;
    expect((await store.customers.list(tenant, { limit: 1, offset: 0 })).total).toBe(30);
  });
});

describe('the thread that writes', () => {
  /** One for the file that is served, or for another. */
  function aWriter(file = path): WriterThread {
    const writer = new WriterThread({ path: file, sharedEmails: undefined, responseOptions }, () => {});
    onTestFinished(() => writer.close());
    return writer;
  }

  test('can start while another process writes, and has a write wait for it', async () => {
    const writer = aWriter();
    const other = new Database(path);
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    const writing = writer.executeWrite(anOrder());
    other.exec('ROLLBACK');
    expect(await writing).toMatchObject({ status: 201 });
  });

  test('makes writes unavailable while it cannot open the database, and carries out what comes later', async () => {
    const link = join(tempFolder(), 'link.db');
    const writer = aWriter(link);
    await expect(writer.executeWrite(anOrder())).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: 'SQLITE_CANTOPEN' },
    });
    symlinkSync(path, link);
    expect(await writer.executeWrite(anOrder())).toMatchObject({ status: 201 });
  });

  test('makes writes and calls unavailable while it cannot start, and carries out what comes later', async () => {
    // A function cannot go to another thread, so this makes every start fail.
    const data = { path, sharedEmails: undefined, responseOptions, obstacle: () => {} };
    const writer = new WriterThread(data, () => {});
    onTestFinished(() => writer.close());
    const unavailable = { name: 'Problem', code: 'unavailable' };
    // More than go to the thread at once, so that one group is refused at once and another one later.
    const writing = Array.from({ length: 10 }, () => writer.executeWrite(anOrder()));
    for (const settled of await Promise.allSettled([...writing, writer.merchants.first(OTHER)])) {
      expect(settled).toMatchObject({ status: 'rejected', reason: unavailable });
    }
    expect(writer.waiting).toBe(0);
    Reflect.deleteProperty(data, 'obstacle');
    const order = anOrder();
    expect(JSON.parse((await writer.executeWrite(order)).body)).toMatchObject({
      data: { id: order.command.id },
    });
    expect(await writer.merchants.first(OTHER)).toMatchObject({ id: merchantId });
  });

  test('fails a call alone whose arguments cannot go to it', async () => {
    const writer = aWriter();
    const [before, bad, after] = await Promise.allSettled([
      writer.merchants.first(OTHER),
      writer.merchants.first({ ...OTHER, id: (() => {}) as never }),
      writer.merchants.first(OTHER),
    ]);
    expect([before, bad, after].map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(writer.waiting).toBe(0);
  });

  test('makes writes unavailable that come after it was closed, instead of starting again', async () => {
    const writer = aWriter();
    await writer.executeWrite(anOrder());
    await writer.close();
    await expect(writer.executeWrite(anOrder())).rejects.toMatchObject({ code: 'unavailable' });
    expect(writer.waiting).toBe(0);
  });

  test('writes nothing that failed because it died, and starts again for what comes later', async () => {
    const writer = aWriter();
    let isDead = false;
    const death = writer.executeWrite(null as never).catch(() => {
      isDead = true;
    });
    const failed: WriteRequest<'upsert'>[] = [];
    const settling: Promise<unknown>[] = [];
    // In every turn, so that one has been ordered and not been told when it dies.
    while (!isDead) {
      const order = anOrder();
      settling.push(writer.executeWrite(order).catch(() => failed.push(order)));
      await new Promise(setImmediate);
    }
    await death;
    expect(await writer.executeWrite(anOrder())).toMatchObject({ status: 201 });
    await Promise.all(settling);
    expect(failed.length).toBeGreaterThan(0);
    for (const { tenant, command } of failed) {
      expect(await served.customers.findByReference(tenant, command.reference)).toBeUndefined();
    }
    expect(writer.waiting).toBe(0);
  });
});
