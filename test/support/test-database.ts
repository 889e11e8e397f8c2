import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';

/** Makes an empty database on the run's server; it goes away with the test file. @returns its URL. */
export async function makeDatabase(after: (tidy: () => Promise<void>) => void = afterAll): Promise<string> {
  const server = inject('postgresUrl');
  const name = `upsertd_test_${randomBytes(6).toString('hex')}`;
  await ask(server, `CREATE DATABASE ${name}`);
  after(async () => void (await ask(server, `DROP DATABASE ${name} WITH (FORCE)`)));
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** Asks a database one thing, over a connection of its own. */
export async function ask<Row extends object>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
