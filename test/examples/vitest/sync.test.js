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

test.each([1, 2])('creates a patient once, and run %i begins where the other did', async () => {
  const ola = { id: 'PAT-2', email: 'ola@example.com' };
  expect(await syncPatient(server, ola)).toBe('created');
  expect(await syncPatient(server, ola)).toBe('unchanged');
});

test('changes the patient that is there', async () => {
  expect(await syncPatient(server, { id: 'PAT-1', email: 'kari@example.org' })).toBe('updated');
  const { data } = await server.client.customers.list({ search: 'kari' });
  expect(data.map(({ email }) => email)).toEqual(['kari@example.org']);
});
