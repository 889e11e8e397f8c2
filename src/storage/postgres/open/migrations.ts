import { INITIAL_SCHEMA } from './initial-schema.ts';

export interface Migration {
  readonly sql: string;
  /**
   * The oldest schema version whose programs can use this schema too. Servers are upgraded one after another, so a
   * migration should only make additions that older programs can ignore, and have a 1 here. Else it has its own number
   * here, and all servers must stop before it.
   */
  readonly worksWith: number;
}

/**
 * The migrations that create the current schema, in order. The statements of a released migration never change.
 *
 * Every key begins with merchant and mode, so that no query can mix tenants, and a distributed PostgreSQL can distribute
 * the tables by merchant. The tables that are read before the merchant is known (keys, merchants, migrations) are small
 * and can be copied to every machine. No key refers to a row of another merchant, and merchants share no sequence.
 */
export const MIGRATIONS: readonly Migration[] = [
  { worksWith: 1, sql: INITIAL_SCHEMA },
  {
    worksWith: 1,
    sql: `
  -- How far other systems are synchronised. "body" is JSON, with the newest changes; no query reads a part of it.
  CREATE TABLE sync_states (
    merchant      uuid NOT NULL,
    livemode      boolean NOT NULL,
    source        text COLLATE "C" NOT NULL,
    resource_type text COLLATE "C" NOT NULL,
    body          json NOT NULL,
    PRIMARY KEY (merchant, livemode, source, resource_type)
  );
  `,
  },
  {
    worksWith: 1,
    sql: `
  -- The search entries that a release without phone digits wrote, before this migration or beside it. Their texts have no
  -- U+001F. The program rebuilds them while it serves (search-rebuilder.ts), so this index is empty most of the time.
  CREATE INDEX customer_search_outdated
    ON customer_search (merchant, livemode, customer) WHERE strpos(text, chr(31)) = 0;
  `,
  },
  {
    worksWith: 1,
    sql: `
  -- Who created and revoked a key; null in keys of earlier releases.
  ALTER TABLE api_keys ADD COLUMN created_by text, ADD COLUMN revoked_by text;
  `,
  },
  {
    worksWith: 1,
    sql: `
  -- The requests of each minute by the class of their status, of all servers. "minute" counts the minutes since 1970.
  -- "merchant" is the nil UUID for requests without a valid key, and for those of tenants above the limit of a minute.
  CREATE TABLE request_counts (
    minute        bigint NOT NULL,
    merchant      uuid NOT NULL,
    livemode      boolean NOT NULL,
    successes     bigint NOT NULL,
    redirects     bigint NOT NULL,
    client_errors bigint NOT NULL,
    server_errors bigint NOT NULL,
    PRIMARY KEY (minute, merchant, livemode)
  );
  `,
  },
];
