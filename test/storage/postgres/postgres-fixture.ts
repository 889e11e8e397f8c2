import { beforeAll, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../../src/storage/postgres/postgres-store.ts';
import { ask, fileDatabase } from '../../support/test-database.ts';
import type { MakePlace } from '../conformance/database-fixture.ts';

/** The tables to empty. Rows of removed merchants are never read, and it takes long to delete them. */
const EMPTY = `DELETE FROM kept_answers; DELETE FROM api_key_secrets; DELETE FROM api_keys; DELETE FROM tenants;
  DELETE FROM merchants`;

/** One database for the test file, which each fixture empties. To create one for each would take much longer. */
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
