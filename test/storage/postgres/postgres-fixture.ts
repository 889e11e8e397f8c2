import { beforeAll, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../../src/storage/postgres/postgres-store.ts';
import { ask, fileDatabase } from '../../support/test-database.ts';
import type { MakePlace } from '../conformance/database-fixture.ts';

/** What hangs on merchants that are no longer there is found by nobody, and it takes long to remove. */
const EMPTY = `DELETE FROM kept_answers; DELETE FROM api_key_secrets; DELETE FROM api_keys; DELETE FROM tenants;
  DELETE FROM merchants`;

/** A database of the test file, emptied for each place: to make one for each would take much longer. */
export function postgresPlaces(): MakePlace {
  const database = fileDatabase();
  beforeAll(async () => (await openPostgresStore(database)).close());
  return async () => {
    await ask(database.url, EMPTY);
    return {
      open: async (options) => {
        const store = await openPostgresStore({ ...database, ...options });
        onTestFinished(() => store.close());
        return store;
      },
    };
  };
}
