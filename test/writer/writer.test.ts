import { once } from 'node:events';
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { v7 as uuidV7 } from 'uuid';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import type { Commit } from '../../src/domain/store/store-figures.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { openServerStore, type ServerStore } from '../../src/writer/open-server-store.ts';
import { WriterThread } from '../../src/writer/writer-thread.ts';
import { createResponseOptions } from '../../src/writes/response-options.ts';
import type { WriteRequest } from '../../src/writes/write-request.ts';
import { freshNumber } from '../support/fresh.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { addMerchant } from '../support/tenants.ts';

const responseOptions = createResponseOptions(loadContract(), 'both');
const NOW = 1_000_000;
/** A merchant that is never added, because there is one already. */
const OTHER = { id: 'other', name: 'Other', createdAt: 0 };

let path: string;
let store: ServerStore;
let commits: Commit[];
let merchantId: string;

beforeEach(async () => {
  path = join(tempFolder(), 'test.db');
  commits = [];
  const observer = { committed: (commit: Commit) => void commits.push(commit) };
  store = await openServerStore(`sqlite:${path}`, { responseOptions, observer });
  onTestFinished(() => store.close());
  merchantId = await addMerchant(store);
});

/** An upsert of a new customer. */
function aRequest(over: Partial<WriteRequest<'upsert'>> = {}): WriteRequest<'upsert'> {
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

describe('a write in the writer thread', () => {
  test('has the same response as one in this thread', async () => {
    const here = await openServerStore('sqlite::memory:', { responseOptions });
    onTestFinished(() => here.close());
    await here.merchants.add({ id: merchantId, name: 'Ours', createdAt: 0 });
    const request = aRequest();
    const response = await store.executeWrite(request);
    expect(response.status).toBe(201);
    expect(JSON.parse(response.body).warnings).toEqual(['colour: not a field.']);
    expect(response).toEqual(await here.executeWrite(request));
  });

  test('shares its commit with others, and is visible when its promise resolves', async () => {
    await store.executeWrite(aRequest());
    const before = commits.length;
    const requests = Array.from({ length: 200 }, () => aRequest());
    await Promise.all(
      requests.map(async (request) => {
        await store.executeWrite(request);
        const found = await store.customers.findByReference(request.tenant, request.command.reference);
        expect(found?.id).toBe(request.command.id);
      }),
    );
    const made = commits.slice(before);
    expect(made.reduce((sum, { writes }) => sum + writes, 0)).toBe(200);
    expect(made.length).toBeLessThan(100);
  });

  test('has the whole error response of a rule that rejects it', async () => {
    const first = aRequest();
    await store.executeWrite(first);
    const { email } = first.command;
    const second = aRequest();
    const response = await store.executeWrite({ ...second, command: { ...second.command, email } });
    expect(response.status).toBe(409);
    expect(JSON.parse(response.body).error).toMatchObject({
      code: 'conflict',
      param: 'email',
      details: { customer_id: first.command.id },
      request_id: 'req_1',
    });
  });

  test('stores its response, which is found at once', async () => {
    const idempotency = { id: 'claim', fingerprint: 'this', now: NOW };
    const request = aRequest({ idempotency, isStored: true, idempotencyKey: 'key' });
    const response = await store.executeWrite(request);
    const again = { ...response, isReplay: true };
    expect(await store.responses.find(request.tenant, idempotency)).toEqual(again);
    expect(await store.executeWrite(request)).toEqual(again);
  });

  test('keeps an expired response until deleteExpired', async () => {
    const tenant = { merchantId, mode: 'sandbox' } as const;
    const idempotency = { id: 'claim', fingerprint: 'this', now: NOW };
    await store.responses.store(tenant, idempotency, { status: 404, headers: {}, body: '{}' });
    expect(await store.responses.deleteExpired(NOW)).toBe(0);
    expect(await store.responses.deleteExpired(NOW * 1000)).toBe(1);
  });

  test('is executed before the store is closed', async () => {
    const requests = Array.from({ length: 30 }, () => aRequest());
    const responses = Promise.all(requests.map((request) => store.executeWrite(request)));
    await store.close();
    expect((await responses).map(({ status }) => status)).toEqual(requests.map(() => 201));
    const reopened = await openStore(`sqlite:${path}`);
    onTestFinished(() => reopened.close());
    const tenant = { merchantId, mode: 'sandbox' } as const;
    expect((await reopened.customers.list(tenant, { limit: 1, offset: 0 })).total).toBe(30);
  });
});

describe('the readiness of a store with a writer thread', () => {
  test('ends while the path of the database leads to a different file or to none, and returns with the file', async () => {
    const moved = `${path}-moved`;
    await store.ping();
    renameSync(path, moved);
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' });
    new Database(path).close();
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' });
    renameSync(moved, path);
    await store.ping();
  });
});

describe('the writer thread', () => {
  /** Creates a writer for a file; default: the file of `store`. */
  function aWriter(file = path): WriterThread {
    const writer = new WriterThread(
      { path: file, fileId: undefined, sharedEmails: undefined, responseOptions },
      () => {},
    );
    onTestFinished(() => writer.close());
    return writer;
  }

  test('can start while another process writes, and its write waits for that process', async () => {
    const writer = aWriter();
    const other = new Database(path);
    onTestFinished(() => void other.close());
    other.exec('BEGIN IMMEDIATE');
    const writing = writer.executeWrite(aRequest());
    other.exec('ROLLBACK');
    expect(await writing).toMatchObject({ status: 201 });
  });

  test('makes writes unavailable while it cannot open the database, and executes later ones', async () => {
    const link = join(tempFolder(), 'link.db');
    const writer = aWriter(link);
    await expect(writer.executeWrite(aRequest())).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: 'SQLITE_CANTOPEN' },
    });
    symlinkSync(path, link);
    expect(await writer.executeWrite(aRequest())).toMatchObject({ status: 201 });
  });

  test('makes writes and calls unavailable while it cannot start, and executes later ones', async () => {
    // A function cannot go to another thread, so this makes every start fail.
    const data = { path, fileId: undefined, sharedEmails: undefined, responseOptions, obstacle: () => {} };
    const writer = new WriterThread(data, () => {});
    onTestFinished(() => writer.close());
    const unavailable = { name: 'Problem', code: 'unavailable' };
    // More than go to the thread at once, so that one group is refused at once and another one later.
    const writing = Array.from({ length: 10 }, () => writer.executeWrite(aRequest()));
    for (const settled of await Promise.allSettled([...writing, writer.merchants.first(OTHER)])) {
      expect(settled).toMatchObject({ status: 'rejected', reason: unavailable });
    }
    expect(writer.waiting).toBe(0);
    Reflect.deleteProperty(data, 'obstacle');
    const request = aRequest();
    expect(JSON.parse((await writer.executeWrite(request)).body)).toMatchObject({
      data: { id: request.command.id },
    });
    expect(await writer.merchants.first(OTHER)).toMatchObject({ id: merchantId });
  });

  test('fails only the write that it cannot read, and executes those of the same message', async () => {
    const writer = aWriter();
    const requests = [aRequest(), null as never, aRequest()];
    const settled = await Promise.allSettled(requests.map((request) => writer.executeWrite(request)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(settled[1]).toMatchObject({ reason: { name: 'TypeError' } });
  });

  test('fails only the call whose arguments cannot be cloned', async () => {
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
    await writer.executeWrite(aRequest());
    await writer.close();
    await expect(writer.executeWrite(aRequest())).rejects.toMatchObject({ code: 'unavailable' });
    expect(writer.waiting).toBe(0);
  });

  test('writes nothing that failed because it died, and starts again for later writes', async () => {
    const writer = aWriter();
    const worker = once(process, 'worker') as Promise<[Worker]>;
    await writer.executeWrite(aRequest());
    const [thread] = await worker;
    let isDead = false;
    const death = new Promise<void>((resolve) => {
      thread.once('exit', () => {
        isDead = true;
        resolve();
      });
    });
    // No client sends such a message, so the thread fails at once.
    thread.postMessage(null);
    const failed: WriteRequest<'upsert'>[] = [];
    const settling: Promise<unknown>[] = [];
    // One in every tick, so that one of them is pending when the thread dies.
    while (!isDead) {
      const request = aRequest();
      settling.push(writer.executeWrite(request).catch(() => failed.push(request)));
      await new Promise(setImmediate);
    }
    await death;
    expect(await writer.executeWrite(aRequest())).toMatchObject({ status: 201 });
    await Promise.all(settling);
    expect(failed.length).toBeGreaterThan(0);
    for (const { tenant, command } of failed) {
      expect(await store.customers.findByReference(tenant, command.reference)).toBeUndefined();
    }
    expect(writer.waiting).toBe(0);
  });
});
