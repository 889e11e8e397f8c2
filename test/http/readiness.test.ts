import supertest from 'supertest';
import { expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { createApi } from '../../src/http/server/create-api.ts';
import { listen } from '../../src/http/server/listen.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { withInlineWriter } from '../../src/writer/open-server-store.ts';
import { createResponseOptions } from '../../src/writes/response-options.ts';

test('the server is alive at once, and ready when it is warm and the store responds', async () => {
  const store = await openStore('sqlite::memory:');
  let storeAnswers = true;
  const ping = async () => {
    if (!storeAnswers) throw new Error('The disk at /srv/data is gone.');
  };
  const contract = loadContract();
  const { executeWrite, readCustomerPage } = withInlineWriter(store, createResponseOptions(contract, 'both'));
  const app = createApi({
    contract,
    store: { ...store, ping },
    executeWrite,
    readCustomerPage,
    casing: 'both',
  });
  const { url, drain } = await listen(app.listener, { host: '127.0.0.1', port: 0 });
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
  await app.stop();
  await store.close();
});

test('the server serves the spec by which it validates, with its own name as the implementation', async () => {
  const store = await openStore('sqlite::memory:');
  const contract = loadContract({ casing: 'camel', unknownFields: 'reject' });
  const { executeWrite, readCustomerPage } = withInlineWriter(
    store,
    createResponseOptions(contract, 'camel'),
  );
  const app = createApi({ contract, store, executeWrite, readCustomerPage, casing: 'camel' });
  const { url, drain } = await listen(app.listener, { host: '127.0.0.1', port: 0 });
  await app.warm();
  const { servers, info, ...rest } = (await supertest(url).get('/openapi.json')).body;
  const named = { ...contract.document.info, 'x-implementation': 'upsertd' };
  expect({ servers: contract.document.servers, info, ...rest }).toEqual({
    ...contract.document,
    info: named,
  });
  expect(servers).toMatchObject([{ url }]);
  await drain(1000);
  await app.stop();
  await store.close();
});
