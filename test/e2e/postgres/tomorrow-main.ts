/** Serves the database of its first argument with an additional migration, as the next release might. */
import { loadContract } from '../../../src/contract/load.ts';
import { createApi } from '../../../src/http/server/create-api.ts';
import { listen } from '../../../src/http/server/listen.ts';
import { Metrics } from '../../../src/http/telemetry/metrics.ts';
import { MIGRATIONS } from '../../../src/storage/postgres/open/migrations.ts';
import { openPostgresStore } from '../../../src/storage/postgres/postgres-store.ts';
import { withInlineWriter } from '../../../src/writer/open-server-store.ts';
import { createResponseOptions } from '../../../src/writes/response-options.ts';

const [url = ''] = process.argv.slice(2);
const next = { sql: 'ALTER TABLE customers ADD COLUMN birthday text', worksWith: 1 };
const store = await openPostgresStore({ url, migrations: [...MIGRATIONS, next] });
const contract = loadContract();
const options = { casing: 'both', corsOrigins: [], validateResponses: true } as const;
const { executeWrite, readCustomerPage } = withInlineWriter(
  store,
  createResponseOptions(contract, options.casing),
);
const api = createApi({
  contract,
  store,
  executeWrite,
  readCustomerPage,
  metrics: new Metrics('tomorrow'),
  ...options,
});
const listening = await listen(api.listener, { host: '127.0.0.1', port: 0 });
await api.warm();
process.stdout.write(`at ${listening.url}/v2\n`);
