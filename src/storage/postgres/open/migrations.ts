export interface Migration {
  readonly sql: string;
  /**
   * The oldest schema whose programs may go on working beside this one. Servers are upgraded one after another, so a
   * migration that has been released only adds what older programs need not know of, and says so by a 1 here; one that
   * cannot do so names itself, and then all servers must stop first.
   */
  readonly worksWith: number;
}

/**
 * What leads from an empty database to today's, in order. One that has been released is never edited.
 *
 * Merchant and mode come first in every key, so that no query can cross them and a distributed PostgreSQL can spread
 * the tables by merchant. What is found before the merchant is known, keys, merchants and what was migrated, is small
 * and can stand on every machine. No key refers to another merchant's row, and no sequence is shared.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    worksWith: 1,
    sql: `
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS btree_gin;

  CREATE TABLE merchants (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    created_at bigint NOT NULL,
    added      timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  -- One merchant's data of one mode. The counters spare counting. "revision" moves with every write to the tenant: who
  -- saves what he decided names the revision that he has seen, so writes follow one another, and each tenant's alone.
  CREATE TABLE tenants (
    merchant      uuid NOT NULL REFERENCES merchants,
    livemode      boolean NOT NULL,
    customers     bigint NOT NULL DEFAULT 0,
    events        bigint NOT NULL DEFAULT 0,
    last_event_at bigint NOT NULL DEFAULT 0,
    revision      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant, livemode)
  ) WITH (fillfactor = 50);

  CREATE TABLE api_keys (
    id           text PRIMARY KEY,
    merchant     uuid NOT NULL REFERENCES merchants,
    livemode     boolean NOT NULL,
    name         text NOT NULL,
    scopes       text[] NOT NULL,
    cidrs        text[] NOT NULL,
    expires_at   bigint,
    created_at   bigint NOT NULL,
    last_used_at bigint,
    revoked_at   bigint
  );

  -- A key has more than one secret while a rotation overlaps. The merchant is not known before the hash is found.
  CREATE TABLE api_key_secrets (
    hash       text PRIMARY KEY,
    api_key    text NOT NULL REFERENCES api_keys,
    expires_at bigint
  );
  CREATE INDEX api_key_secrets_by_key ON api_key_secrets (api_key);

  -- Moves with every change of a key, so that servers can ask whether what they remember of keys still holds.
  CREATE TABLE api_key_revision (single boolean PRIMARY KEY DEFAULT true CHECK (single), revision bigint NOT NULL);
  INSERT INTO api_key_revision (revision) VALUES (0);

  -- "number" counts the customers of a tenant without a gap, in the order in which they came, so that the total is
  -- known and a deep page is a range. What no query asks for one by one, the fields and the references, is JSON, and
  -- json rather than jsonb, because it comes back as it was written.
  CREATE TABLE customers (
    merchant        uuid NOT NULL,
    livemode        boolean NOT NULL,
    number          bigint NOT NULL,
    id              uuid NOT NULL,
    email_folded    text COLLATE "C" NOT NULL,
    fields          json NOT NULL,
    held_references json NOT NULL,
    version         bigint NOT NULL,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL,
    PRIMARY KEY (merchant, livemode, number),
    UNIQUE (merchant, livemode, id)
  );
  -- Not unique: whether an email may be shared is a setting, and the domain keeps the rule while writes follow one another.
  CREATE INDEX customers_by_email ON customers (merchant, livemode, email_folded, number);
  CREATE INDEX customers_by_update ON customers (merchant, livemode, updated_at);

  -- Whom a reference names. The id comes first because it is also asked for without a source.
  CREATE TABLE customer_references (
    merchant    uuid NOT NULL,
    livemode    boolean NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source      text COLLATE "C" NOT NULL,
    customer    bigint NOT NULL,
    PRIMARY KEY (merchant, livemode, external_id, source)
  );
  CREATE INDEX customer_references_by_source ON customer_references (merchant, livemode, source, customer);

  -- What customers are found by, folded in code. Apart from them, because a new version of a row is entered into every
  -- index of its table, and these entries cost the most and change the least.
  CREATE TABLE customer_search (
    merchant   uuid NOT NULL,
    livemode   boolean NOT NULL,
    customer   bigint NOT NULL,
    text       text COLLATE "C" NOT NULL,
    beginnings text[] COLLATE "C" NOT NULL,
    PRIMARY KEY (merchant, livemode, customer)
  );
  CREATE INDEX customer_search_by_text ON customer_search USING gin (merchant, text gin_trgm_ops);
  CREATE INDEX customer_search_by_beginning ON customer_search USING gin (merchant, beginnings);

  -- Append-only. "sequence" has no gap, and "created_at" never falls, so a time is found by halving.
  CREATE TABLE events (
    merchant        uuid NOT NULL,
    livemode        boolean NOT NULL,
    sequence        bigint NOT NULL,
    id              uuid NOT NULL,
    type            text COLLATE "C" NOT NULL,
    customer        bigint NOT NULL,
    created_at      bigint NOT NULL,
    snapshot        json NOT NULL,
    previous        json,
    request_id      text,
    idempotency_key text,
    PRIMARY KEY (merchant, livemode, sequence),
    UNIQUE (merchant, livemode, id)
  );
  CREATE INDEX events_by_type ON events (merchant, livemode, type, sequence);
  CREATE INDEX events_by_customer ON events (merchant, livemode, customer, sequence);

  -- What was answered under an Idempotency-Key, as the bytes that went out.
  CREATE TABLE kept_answers (
    merchant    uuid NOT NULL,
    livemode    boolean NOT NULL,
    claim       text COLLATE "C" NOT NULL,
    fingerprint text NOT NULL,
    status      integer NOT NULL,
    headers     json NOT NULL,
    body        bytea NOT NULL,
    expires_at  bigint NOT NULL,
    PRIMARY KEY (merchant, livemode, claim)
  );
  CREATE INDEX kept_answers_by_expiry ON kept_answers (expires_at);

  -- Invoices, subscriptions, orders and payments, answered as they were stored.
  CREATE TABLE customer_records (
    merchant   uuid NOT NULL,
    livemode   boolean NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    customer   bigint NOT NULL,
    created_at bigint NOT NULL,
    status     text COLLATE "C" NOT NULL,
    body       json NOT NULL,
    PRIMARY KEY (merchant, livemode, kind, id)
  );
  CREATE INDEX customer_records_newest
    ON customer_records (merchant, livemode, kind, customer, created_at, id);
  CREATE INDEX customer_records_newest_by_status
    ON customer_records (merchant, livemode, kind, customer, status, created_at, id);
  `,
  },
];
