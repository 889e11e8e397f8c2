import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { RawClient } from '../support/raw-client.ts';
import { TestServer } from '../support/test-server.ts';

test('whatever content types clients invent, no schema is compiled for them', async () => {
  const compile = vi.spyOn(Ajv2020.prototype, 'compile');
  const server = await TestServer.start();
  const client = new RawClient(server.url);
  expect(compile).toHaveBeenCalled();

  const send = async (method: string, path: string, type: string, body?: string) =>
    (await client.send(method, path, { 'x-api-key': server.key, 'content-type': type }, body)).status;
  const inventive = async (invention: number) => [
    await send('PUT', freshPath(), `application/json; x=${invention}`, `{"email": "${freshEmail()}"}`),
    await send('GET', '/v2/customers?limit=1', `text/x-${invention}`),
    await send('POST', '/v2/customers', `application/x-${invention}`, '{}'),
  ];
  // The judge compiles the schema of an answer when it first meets it.
  expect(await inventive(0)).toEqual([201, 200, 415]);
  const before = compile.mock.calls.length;
  for (let invention = 1; invention <= 200; invention += 1) await inventive(invention);
  expect(compile.mock.calls.length).toBe(before);

  client.close();
  await server.stop();
});
