import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMock, startServer } from 'upsertd/testing';
import { syncPatient } from '../sync-patient.js';

const kari = { id: 'PAT-1', email: 'kari@example.com' };

test('stores a patient', async () => {
  await using server = await startServer();
  assert.equal(await syncPatient(server, kari), 'created');
});

test('takes what the mock answers', async () => {
  await using mock = await startMock();
  assert.equal(await syncPatient(mock, kari), 'created');
});

test('fails loudly without permission', async () => {
  await using server = await startServer();
  const key = await server.addKey({ scopes: ['customers:read'] });
  await assert.rejects(syncPatient({ url: server.url, key }, kari), /refused with 403/);
});
