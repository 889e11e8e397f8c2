import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { COUNTED_TENANTS, NO_REQUESTS } from '../../src/domain/store/request-counts.ts';
import type { Store } from '../../src/domain/store/store.ts';
import type { Tenant } from '../../src/domain/tenant.ts';
import { RequestCounter } from '../../src/http/jobs/request-counter.ts';
import type { AccessLogEntry, RequestContext } from '../../src/http/request/request-context.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { addMerchant } from '../support/tenants.ts';

const MINUTE = 1000;
let now: number;
let store: Store;
beforeEach(async () => {
  now = MINUTE * 60_000;
  store = await openStore(`sqlite:${join(tempFolder(), 'upsertd.db')}`);
  onTestFinished(() => store.close());
});

function openCounter(requestCounts = store.requestCounts, onError?: (error: unknown) => void) {
  const counter = new RequestCounter({ requestCounts, clock: () => now, onError });
  onTestFinished(() => counter.stop());
  const record = (status: number, caller?: Tenant) =>
    counter.record({ status } as AccessLogEntry, { caller } as RequestContext);
  const read = (tenant?: Tenant) => counter.counts({ tenant, from: MINUTE, spanMinutes: 1, spans: 2 });
  return { counter, record, read };
}

const newTenant = async () => ({ merchantId: await addMerchant(store), mode: 'sandbox' }) as const;

describe('the counter of requests', () => {
  test('adds the stored counts to those that are not stored yet, per tenant and for all', async () => {
    const tenant = await newTenant();
    const { counter, record, read } = openCounter();
    for (const status of [200, 201, 304, 404, 503]) record(status, tenant);
    record(401);
    await counter.flush();
    record(200, tenant);
    now += 60_000;
    record(500, tenant);
    const first = { successes: 3, redirects: 1, clientErrors: 1, serverErrors: 1 };
    const second = { ...NO_REQUESTS, serverErrors: 1 };
    expect(await read(tenant)).toEqual([first, second]);
    expect(await read()).toEqual([{ ...first, clientErrors: 2 }, second]);
    await counter.stop();
    expect(await openCounter().read()).toEqual([{ ...first, clientErrors: 2 }, second]);
  });

  test('keeps counts that could not be stored for the next flush, and reports the error', async () => {
    const errors: unknown[] = [];
    let isFull = true;
    const { add, list } = store.requestCounts;
    const failing: Store['requestCounts'] = {
      list,
      add: (...args) => (isFull ? Promise.reject(new Error('full')) : add(...args)),
    };
    const { counter, record, read } = openCounter(failing, (error) => errors.push(error));
    record(503);
    await counter.flush();
    record(503);
    expect(errors).toHaveLength(1);
    expect(await read()).toEqual([{ ...NO_REQUESTS, serverErrors: 2 }, NO_REQUESTS]);
    isFull = false;
    await counter.flush();
    expect(await openCounter().read()).toEqual([{ ...NO_REQUESTS, serverErrors: 2 }, NO_REQUESTS]);
  });

  test('stores all counts at its stop, also if it is storing earlier ones at that time', async () => {
    const { add, list } = store.requestCounts;
    const { promise: mayAdd, resolve: allow } = Promise.withResolvers<void>();
    const slow: Store['requestCounts'] = { list, add: (...args) => mayAdd.then(() => add(...args)) };
    const { counter, record } = openCounter(slow);
    record(200);
    const flushed = counter.flush();
    record(404);
    const stopped = counter.stop();
    allow();
    await Promise.all([flushed, stopped]);
    const stored = { ...NO_REQUESTS, successes: 1, clientErrors: 1 };
    expect(await openCounter().read()).toEqual([stored, NO_REQUESTS]);
  });

  test('counts the tenants above the limit of a minute together', async () => {
    const { counter, record, read } = openCounter();
    let last: Tenant | undefined;
    for (let count = 0; count < COUNTED_TENANTS + 3; count += 1) {
      last = await newTenant();
      record(200, last);
    }
    await counter.flush();
    expect((await read(last))[0]).toEqual(NO_REQUESTS);
    expect((await read())[0]).toEqual({ ...NO_REQUESTS, successes: COUNTED_TENANTS + 3 });
  });

  test('deletes counts that are older than 7 days', async () => {
    const { counter, record, read } = openCounter();
    record(200);
    await counter.flush();
    now += 7 * 24 * 3_600_000 + 60_000;
    record(200);
    await counter.flush();
    expect(await read()).toEqual([NO_REQUESTS, NO_REQUESTS]);
  });
});
