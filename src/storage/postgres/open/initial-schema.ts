/** The statements of the first migration, with the schema of version 0.1.0. They never change. */
export const INITIAL_SCHEMA = `
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS btree_gin;

  CREATE TABLE merchants (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    created_at bigint NOT NULL,
    added      timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  -- The data of one merchant in one mode. The counters make it unnecessary to count rows. Every write to the tenant
  -- increments "revision". A server saves its changes only if the revision is still the one that it has read.
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

  -- A key has several secrets during the overlap of a rotation. The merchant is unknown until the hash is found.
  CREATE TABLE api_key_secrets (
    hash       text PRIMARY KEY,
    api_key    text NOT NULL REFERENCES api_keys,
    expires_at bigint
  );
  CREATE INDEX api_key_secrets_by_key ON api_key_secrets (api_key);

  -- Every change of a key increments it, so that servers can check whether their cache of keys is current.
  CREATE TABLE api_key_revision (single boolean PRIMARY KEY DEFAULT true CHECK (single), revision bigint NOT NULL);
  INSERT INTO api_key_revision (revision) VALUES (0);

  -- "number" counts the customers of a tenant without gaps, in the order of their creation, so that the total is known
  -- and a deep page is a range. Fields and references are JSON, because no query reads one of them alone; the type is
  -- json, because jsonb would not preserve the text.
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
  -- Not unique: sharing an email is a setting, and the domain enforces the rule, since writes of a tenant are sequential.
  CREATE INDEX customers_by_email ON customers (merchant, livemode, email_folded, number);
  CREATE INDEX customers_by_update ON customers (merchant, livemode, updated_at);

  -- The customer of each reference. The id comes first, because some queries have no source.
  CREATE TABLE customer_references (
    merchant    uuid NOT NULL,
    livemode    boolean NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    source      text COLLATE "C" NOT NULL,
    customer    bigint NOT NULL,
    PRIMARY KEY (merchant, livemode, external_id, source)
  );
  CREATE INDEX customer_references_by_source ON customer_references (merchant, livemode, source, customer);

  -- The searchable texts of customers, which the program folds. They are not in the table customers, because a new version
  -- of a row costs an entry in every index of its table, and these entries are the most expensive and change rarely.
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

  -- Append-only. "sequence" has no gaps, and "created_at" never decreases, so a binary search finds a time.
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

  -- The responses to requests with an Idempotency-Key, as the bytes that were sent.
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

  -- Invoices, subscriptions, orders and payments, which responses contain as they were stored.
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
  `;
