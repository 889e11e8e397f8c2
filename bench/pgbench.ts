import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LOAD } from '../src/storage/postgres/load-unit-of-work.ts';
import {
  CUSTOMER_PART,
  EVENT_PART,
  REFERENCE_PART,
  SEARCH_PART,
  saving,
} from '../src/storage/postgres/save-changes.ts';

export interface PgbenchOptions {
  readonly url: string;
  /** Folder for the pgbench script. */
  readonly folder: string;
  /** Ids of merchants, one per client, so that no client waits for another. */
  readonly merchants: readonly string[];
  /** Customers per transaction. */
  readonly customers: number;
  readonly seconds: number;
}

/** Runs pgbench with the SQL statements of an upsert that creates customers. @returns customers per second. */
export async function runPgbench(options: PgbenchOptions): Promise<number> {
  const { url, folder, merchants, customers, seconds } = options;
  const script = join(folder, 'upsert.sql');
  writeFileSync(script, scriptOf(merchants, customers));
  const clients = `${merchants.length}`;
  const how = ['--no-vacuum', '--protocol=extended', '--jobs=1', `--client=${clients}`, `--time=${seconds}`];
  const { stdout } = await promisify(execFile)('pgbench', [...how, `--file=${script}`, url]);
  const [, perSecond] = /tps = ([\d.]+)/.exec(stdout) ?? [];
  return Number(perSecond) * customers;
}

function scriptOf(merchants: readonly string[], count: number): string {
  const whose = merchants.map((id, index) => `WHEN ${index} THEN '${id}'`).join(' ');
  const merchant = `(CASE :client_id::int ${whose} END)::uuid`;
  const each = (fields: string) =>
    `(SELECT json_agg(json_build_object(${fields})) FROM generate_series(1, ${count}) g)`;
  const name = `'P-' || :run::bigint || '-' || g`;
  const email = `${name} || '@example.com'`;
  const number = ':customers::bigint + g';
  const fields = `json_build_object('email', ${email}, 'name', 'Kari Nordmann')`;
  const held = `json_build_array(json_build_object('source', 'practicehub', 'externalId', ${name}, 'linkedAt', 1))`;
  const load = fill(LOAD.refuse, [
    merchant,
    'false',
    each(`'external_id', ${name}, 'source', 'practicehub'`),
    `'{}'`,
    `(SELECT json_agg(${email}) FROM generate_series(1, ${count}) g)`,
    `'[]'`,
    `${count + 2}`,
  ]);
  const save = fill(saving([CUSTOMER_PART, REFERENCE_PART, SEARCH_PART, EVENT_PART]), [
    merchant,
    'false',
    `:customers::bigint + ${count}`,
    `:events::bigint + ${count}`,
    '1',
    ':revision::bigint',
    each(`'number', ${number}, 'id', gen_random_uuid(), 'email_folded', lower(${email}), 'fields', ${fields},
      'held_references', ${held}, 'version', 1, 'created_at', 1, 'updated_at', 1`),
    each(`'external_id', ${name}, 'source', 'practicehub', 'customer', ${number}`),
    each(`'customer', ${number}, 'text', lower(${email} || ' kari nordmann ' || ${name}),
      'beginnings', json_build_array('p', 'e', 'ex', 'c', 'co', 'k', 'ka', 'n', 'no')`),
    each(`'sequence', :events::bigint + g, 'id', gen_random_uuid(), 'type', 'customer.created', 'customer', ${number},
      'created_at', 1, 'snapshot', json_build_object('fields', ${fields}, 'references', ${held}), 'request_id', 'req'`),
  ]);
  const oneLine = (sql: string) => sql.replaceAll(/\s+/g, ' ');
  return `\\set run random(1, 1000000000000)\n${oneLine(load)} \\gset\n${oneLine(save)};\n`;
}

/** Replaces the placeholders of a statement by values. */
function fill(sql: string, values: readonly string[]): string {
  return sql.replaceAll(/\$(\d+)/g, (_, place: string) => `(${values[Number(place) - 1]})`);
}
