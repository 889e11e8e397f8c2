import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMock, startServer } from 'upsertd/testing';
import { syncPatient } from '../sync-patient.js';

const kari = { id: 'PAT-1', email: 'kari@example.com' };

test('stores a patient', async () => {
  await using server = await startServer();
  assert.equal(await syncPatient(server, kari), 'created');
});

test('accepts the response of the mock', async () => {
  await using mock = await startMock();
  assert.equal(await syncPatient(mock, kari), 'created');
});

test('throws an error if its API key lacks the scope', async () => {
  await using server = await startServer();
  const key = await server.addKey({ scopes: ['customers:read'] });
  await assert.rejects(syncPatient({ url: server.url, key }, kari), /responded with 403/);
});
