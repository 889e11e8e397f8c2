import { startServer } from 'upsertd/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { syncPatient } from '../sync-patient.js';

let server;
beforeAll(async () => {
  server = await startServer();
  await server.seed({
    customers: [{ email: 'kari@example.com', references: [{ source: 'practicehub', externalId: 'PAT-1' }] }],
  });
});
beforeEach(() => server.reset());
afterAll(() => server.stop());

test.each([1, 2])('creates a patient only once, and run %i starts from the same data', async () => {
  const ola = { id: 'PAT-2', email: 'ola@example.com' };
  expect(await syncPatient(server, ola)).toBe('created');
  expect(await syncPatient(server, ola)).toBe('unchanged');
});

test('updates the existing patient', async () => {
  expect(await syncPatient(server, { id: 'PAT-1', email: 'kari@example.org' })).toBe('updated');
  const { data } = await server.client.customers.list({ search: 'kari' });
  expect(data.map(({ email }) => email)).toEqual(['kari@example.org']);
});
