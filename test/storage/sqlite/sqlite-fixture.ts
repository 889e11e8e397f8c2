import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../../src/storage/open-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import type { DatabaseFixture } from '../conformance/database-fixture.ts';

/** A real file in its own folder. */
export async function makeSqlitePlace(): Promise<DatabaseFixture> {
  const url = `sqlite:${join(tempFolder(), 'test.db')}`;
  return {
    open: async (options) => {
      const store = await openStore(url, options);
      onTestFinished(() => store.close());
      return store;
    },
  };
}
