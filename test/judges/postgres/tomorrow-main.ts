/** Serves the database of its first argument as the next release might: with one migration more than today's. */
import { loadContract } from '../../../src/contract/load.ts';
import { createApi } from '../../../src/http/create-api.ts';
import { listen } from '../../../src/http/listen.ts';
import { Metrics } from '../../../src/http/metrics.ts';
import { createResponseOptions } from '../../../src/http/writes/response-options.ts';
import { createWriteExecutor } from '../../../src/http/writes/write-executor.ts';
import { MIGRATIONS } from '../../../src/storage/postgres/migrations.ts';
import { openPostgresStore } from '../../../src/storage/postgres/postgres-store.ts';

const [url = ''] = process.argv.slice(2);
const next = { sql: 'ALTER TABLE customers ADD COLUMN birthday text', worksWith: 1 };
const store = await openPostgresStore({ url, migrations: [...MIGRATIONS, next] });
const contract = loadContract();
const options = { casing: 'both', corsOrigins: [], validateResponses: true } as const;
const executeWrite = createWriteExecutor(store.customers, createResponseOptions(contract, options.casing));
const api = createApi({ contract, store, executeWrite, metrics: new Metrics('tomorrow'), ...options });
const listening = await listen(api.listener, { host: '127.0.0.1', port: 0 });
await api.warm();
process.stdout.write(`at ${listening.url}/v2\n`);
