import supertest from 'supertest';
import { v7 as uuidV7 } from 'uuid';
import { expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { createApp } from '../../src/http/app.ts';
import { createHandlers } from '../../src/http/handlers/create-handlers.ts';
import { listen } from '../../src/http/listen.ts';
import { openStore } from '../../src/storage/open-store.ts';

test('the server is alive at once, and ready when it is warm and the store answers', async () => {
  const store = await openStore('sqlite::memory:');
  let storeAnswers = true;
  const app = createApp({
    contract: loadContract(),
    handlers: createHandlers({ store, clock: () => 0, newId: () => uuidV7(), casing: 'both' }),
    keys: store.keys,
    clock: () => 0,
    ping: async () => {
      if (!storeAnswers) throw new Error('The disk at /srv/data is gone.');
    },
  });
  const { url, drain } = await listen(app.express, { host: '127.0.0.1', port: 0 });
  const ask = async (path: string) => {
    const { status, body } = await supertest(url).get(path);
    return [status, body];
  };
  expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
  expect(await ask('/readyz')).toEqual([503, { status: 'not_ready' }]);
  await app.warm();
  expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
  storeAnswers = false;
  expect(await ask('/readyz')).toEqual([503, { status: 'not_ready' }]);
  expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
  await drain(1000);
  await store.close();
});

test('the spec that is served is the one that is served by', async () => {
  const store = await openStore('sqlite::memory:');
  const contract = loadContract({ casing: 'camel', unknownFields: 'reject' });
  const handlers = createHandlers({ store, clock: () => 0, newId: () => uuidV7(), casing: 'camel' });
  const app = createApp({ contract, handlers, keys: store.keys, clock: () => 0, ping: () => store.ping() });
  const { url, drain } = await listen(app.express, { host: '127.0.0.1', port: 0 });
  await app.warm();
  expect((await supertest(url).get('/openapi.json')).body).toEqual(contract.document);
  await drain(1000);
  await store.close();
});
