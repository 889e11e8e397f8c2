import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { beforeAll, inject, onTestFinished } from 'vitest';

/** Creates an empty database for all tests of a file. The file calls it outside its tests. */
export function fileDatabase(): { url: string } {
  const database = { url: '' };
  beforeAll(async () => {
    const { url, drop } = await createDatabase();
    database.url = url;
    return drop;
  });
  return database;
}

/** Creates an empty database. It is deleted at the end of the running test. @returns its URL. */
export async function makeDatabase(): Promise<string> {
  const { url, drop } = await createDatabase();
  onTestFinished(drop);
  return url;
}

/** Returns the URL of a database of this name. It creates the database if it does not exist. */
export async function databaseNamed(name: string): Promise<string> {
  const server = inject('postgresUrl');
  const there = await ask(server, 'SELECT FROM pg_database WHERE datname = $1', [name]);
  if (there.length === 0) await ask(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** Runs one statement over its own connection. */
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

async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `upsertd_test_${randomBytes(6).toString('hex')}`;
  const url = await databaseNamed(name);
  const drop = async () => void (await ask(inject('postgresUrl'), `DROP DATABASE ${name} WITH (FORCE)`));
  return { url, drop };
}
