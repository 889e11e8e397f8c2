import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syncPatient } from '../sync-patient.js';

const api = { url: process.env.API_URL, key: process.env.API_KEY };

test('stores a patient', async () => {
  assert.equal(await syncPatient(api, { id: 'PAT-1', email: 'kari@example.com' }), 'created');
});
