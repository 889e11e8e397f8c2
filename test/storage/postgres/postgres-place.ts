import { onTestFinished } from 'vitest';
import { openPostgresStore } from '../../../src/storage/postgres/postgres-store.ts';
import { ask, makeDatabase } from '../../support/test-database.ts';
import type { Place } from '../conformance/place.ts';

/** What hangs on merchants that are no longer there is found by nobody, and it takes long to remove. */
const EMPTY = `DELETE FROM kept_answers; DELETE FROM api_key_secrets; DELETE FROM api_keys; DELETE FROM tenants;
  DELETE FROM merchants`;

let made: Promise<string> | undefined;

/** A database of the test file, emptied: to make one for each test would take much longer. */
export async function makePostgresPlace(): Promise<Place> {
  made ??= makeMigrated();
  const url = await made;
  await ask(url, EMPTY);
  return {
    open: async (options) => {
      const store = await openPostgresStore({ url, ...options });
      onTestFinished(() => store.close());
      return store;
    },
  };
}

async function makeMigrated(): Promise<string> {
  const url = await makeDatabase();
  await (await openPostgresStore({ url })).close();
  return url;
}
