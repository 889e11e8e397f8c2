import { v7 as uuidV7 } from 'uuid';
import { loadContract } from '../../contract/load.ts';
import { Problem } from '../../domain/problem.ts';
import type { Mode } from '../../domain/tenant.ts';
import { CliError } from '../cli-error.ts';
import { ensureFirstMerchant, findMerchant } from '../keys/issue-key.ts';
import { print } from '../terminal.ts';
import { withStore } from '../with-store.ts';
import { FixtureSchemas } from './fixture-schemas.ts';
import { insertFixtures } from './insert-fixtures.ts';
import { readFixtures } from './read-fixtures.ts';

export interface SeedOptions {
  database: string;
  mode: Mode;
  merchant?: string;
}

export async function runSeed(file: string, options: SeedOptions): Promise<void> {
  const schemas = new FixtureSchemas(loadContract().document);
  const fixtures = readFixtures(file, schemas);
  await withStore(options.database, async (store) => {
    const merchant = options.merchant
      ? await findMerchant(store, options.merchant)
      : await ensureFirstMerchant(store);
    const tenant = { merchantId: merchant.id, mode: options.mode };
    try {
      const { counts, changed } = await insertFixtures(store, tenant, fixtures, schemas, {
        now: Date.now(),
        newId: () => uuidV7(),
      });
      const amounts = Object.entries(counts)
        .map(([name, count]) => `${count} ${name}`)
        .join(', ');
      const where = `${options.mode} data of ${merchant.name}`;
      if (changed > 0) print(`Seeded ${amounts} as ${where}.`);
      else print(`Nothing changed: the ${where} already has ${amounts} of ${file}.`);
    } catch (error) {
      if (error instanceof Problem) throw new CliError(`${file}: ${error.message}`);
      throw error;
    }
  });
}
