import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startServer } from 'upsertd/testing';
import { syncPatient } from '../sync-patient.js';

let server;
beforeAll(async () => {
  server = await startServer();
});
beforeEach(() => server.reset());
afterAll(() => server.stop());

test('returns stale for an older change', async () => {
  const kari = { id: 'PAT-1', email: 'kari@example.com' };
  expect(await syncPatient(server, { ...kari, changedAt: '2026-11-02T00:00:00Z' })).toBe('created');
  expect(await syncPatient(server, { ...kari, changedAt: '2026-11-01T00:00:00Z' })).toBe('stale');
});

test('throws an error if its API key has expired', async () => {
  server.clock.set('2026-11-23T12:00:00Z');
  const key = await server.addKey({ expiresAt: Date.parse('2026-11-24T00:00:00Z') });
  const ola = { id: 'PAT-2', email: 'ola@example.com' };
  expect(await syncPatient({ url: server.url, key }, ola)).toBe('created');
  server.clock.advance(24 * 60 * 60 * 1000);
  await expect(syncPatient({ url: server.url, key }, ola)).rejects.toThrow('responded with 401');
});
