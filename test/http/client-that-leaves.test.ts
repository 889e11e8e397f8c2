import { connect } from 'node:net';
import { beforeAll, expect, test, vi } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { unavailable } from '../../src/domain/problem.ts';
import { createApi } from '../../src/http/server/create-api.ts';
import { listen } from '../../src/http/server/listen.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { withInlineWriter } from '../../src/writer/open-server-store.ts';
import { createResponseOptions } from '../../src/writes/response-options.ts';
import { addKey, addMerchant } from '../support/tenants.ts';

/** What the reads of lists have received: a function that returns whether the client still waits. */
let asked: (() => boolean)[] = [];
let over: Promise<void>;
let port: number;
let key: string;

/** A read that waits for its turn until the test is over. */
const waitForTurn = async (isAwaited: (() => boolean) | undefined): Promise<never> => {
  if (!isAwaited) throw new Error('The reader does not learn whether the client has left.');
  asked.push(isAwaited);
  await over;
  throw unavailable();
};

beforeAll(async () => {
  const store = await openStore('sqlite::memory:');
  const contract = loadContract();
  const { executeWrite } = withInlineWriter(store, createResponseOptions(contract, 'both'));
  const app = createApi({
    contract,
    store: {
      ...store,
      events: { ...store.events, list: (_tenant, _query, isAwaited) => waitForTurn(isAwaited) },
    },
    executeWrite,
    readCustomerPage: (_tenant, _query, isAwaited) => waitForTurn(isAwaited),
    casing: 'both',
  });
  const listening = await listen(app.listener, { host: '127.0.0.1', port: 0 });
  port = Number(new URL(listening.url).port);
  key = (await addKey(store, { merchantId: await addMerchant(store), mode: 'sandbox' })).secret;
  return async () => {
    await listening.drain(1000);
    await app.stop();
    await store.close();
  };
});

test.each(['/v2/customers', '/v2/events'])(
  'the reader of each of several pipelined lists of %s learns that the client has left',
  async (path) => {
    asked = [];
    const { promise, resolve: end } = Promise.withResolvers<void>();
    over = promise;
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nx-api-key: ${key}\r\n\r\n`.repeat(3));
    await vi.waitUntil(() => asked.length === 3, { timeout: 5000 });
    expect(asked.map((isAwaited) => isAwaited())).toEqual([true, true, true]);
    socket.destroy();
    await vi.waitUntil(() => asked.every((isAwaited) => !isAwaited()), { timeout: 5000 });
    end();
  },
);
