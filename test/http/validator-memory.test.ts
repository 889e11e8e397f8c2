import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { RawClient } from '../support/raw-client.ts';

test('the validator compiles no schema for an unknown content type', async () => {
  // The package caches schemas under a name made of method, path and content type.
  const keep = vi.spyOn(Ajv2020.prototype, 'addSchema');
  // Earlier test files of this process have compiled the schemas of their own modules.
  vi.resetModules();
  const { TestServer } = await import('../support/test-server.ts');
  const server = await TestServer.start();
  const client = new RawClient(server.url);

  const send = async (method: string, path: string, type: string, body?: string) =>
    (await client.send(method, path, { 'x-api-key': server.key, 'content-type': type }, body)).status;
  const inventive = async (invention: number) => [
    await send('PUT', freshPath(), `application/json; x=${invention}`, `{"email": "${freshEmail()}"}`),
    await send('GET', '/v2/customers?limit=1', `text/x-${invention}`),
    await send('POST', '/v2/customers', `application/x-${invention}`, '{}'),
  ];
  expect(await inventive(0)).toEqual([201, 200, 415]);
  expect(keep.mock.calls.map(([, name]) => name)).toContain('GET-/v2/customers-not_provided');
  const before = keep.mock.calls.length;
  for (let invention = 1; invention <= 200; invention += 1) await inventive(invention);
  expect(keep.mock.calls.length).toBe(before);

  client.close();
  await server.stop();
});
