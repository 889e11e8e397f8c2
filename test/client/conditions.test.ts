import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { freshEmail, freshNumber } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';
import { ScriptedServer } from './scripted-server.ts';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await TestServer.start();
  client = createClient({ baseUrl: server.url, apiKey: server.key });
});
afterAll(() => server.stop());

/** Creates a customer of the source "crm". */
async function createCustomer() {
  const externalId = `PAT-${freshNumber()}`;
  const email = freshEmail();
  const result = await client.customers.upsert('crm', externalId, { email });
  if (result.outcome !== 'created') throw new Error(`It was ${result.outcome}.`);
  return { externalId, email, id: result.data.id, etag: result.etag ?? '' };
}

test('every result with one customer contains its ETag, which a change of the customer changes', async () => {
  const { externalId, email, id, etag } = await createCustomer();
  expect(etag).toBe('"1"');
  expect((await client.customers.get(id)).etag).toBe(etag);
  expect((await client.customers.getByExternalId('crm', externalId)).etag).toBe(etag);
  expect((await client.customers.update(id, { name: 'Kari' })).etag).toBe('"2"');
  const again = await client.customers.upsert('crm', externalId, { email, name: 'Kari' });
  expect(again).toMatchObject({ outcome: 'unchanged', etag: '"2"' });
  expect((await client.customers.create({ email: freshEmail() })).etag).toBe('"1"');
});

describe('ifMatch', () => {
  test('lets only the first of two writers of the same version write, and gives the second the current ETag', async () => {
    const { id, externalId, email, etag } = await createCustomer();
    await client.customers.update(id, { name: 'The first' }, { ifMatch: etag });
    const failed = { code: 'precondition_failed', param: 'If-Match', details: { etag: '"2"' } };
    await expect(client.customers.update(id, { name: 'Late' }, { ifMatch: etag })).rejects.toMatchObject(
      failed,
    );
    await expect(
      client.customers.upsert('crm', externalId, { email, name: 'Late' }, { ifMatch: etag }),
    ).rejects.toMatchObject(failed);
    await expect(client.customers.get(id, { ifMatch: etag })).rejects.toMatchObject(failed);
    expect((await client.customers.get(id, { ifMatch: '"2"' })).data.name).toBe('The first');
  });
});

describe('ifNoneMatch', () => {
  test('makes a read return undefined while the customer is unchanged, and the customer after a change', async () => {
    const { id, externalId, etag } = await createCustomer();
    expect(await client.customers.get(id, { ifNoneMatch: etag })).toBeUndefined();
    expect(await client.customers.getByExternalId('crm', externalId, { ifNoneMatch: etag })).toBeUndefined();
    await client.customers.update(id, { name: 'Kari' });
    const changed = await client.customers.get(id, { ifNoneMatch: etag });
    expect(changed).toMatchObject({ etag: '"2"', data: { name: 'Kari' } });
  });

  test('of * writes only if the customer does not exist', async () => {
    const { externalId, email } = await createCustomer();
    await expect(
      client.customers.upsert('crm', externalId, { email, name: 'Late' }, { ifNoneMatch: '*' }),
    ).rejects.toMatchObject({ code: 'precondition_failed', param: 'If-None-Match' });
    const first = await client.customers.upsert(
      'crm',
      `PAT-${freshNumber()}`,
      { email: freshEmail() },
      { ifNoneMatch: '*' },
    );
    expect(first.outcome).toBe('created');
  });

  test('that was not sent makes a 304 reject with unreadable_answer', async () => {
    const scripted = await ScriptedServer.start({ status: 304 });
    const other = createClient({ baseUrl: scripted.url, apiKey: server.key });
    await expect(other.customers.get('x')).rejects.toMatchObject({ code: 'unreadable_answer', status: 304 });
    await scripted.stop();
  });
});
