/**
 * The migrations that create the current schema, in order; `user_version` is the number of applied ones. The statements
 * of a released migration never change.
 *
 * Every key begins with the tenant, which is merchant and mode in one number, so that no query can mix tenants.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE merchants (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  -- The data of one merchant in one mode. "number" is the merchant's number times 2, plus 1 for live data. The counters
  -- make it unnecessary to count rows.
  CREATE TABLE tenants (
    number        INTEGER PRIMARY KEY,
    merchant      INTEGER NOT NULL REFERENCES merchants,
    livemode      INTEGER NOT NULL CHECK (livemode IN (0, 1)),
    customers     INTEGER NOT NULL DEFAULT 0,
    events        INTEGER NOT NULL DEFAULT 0,
    last_event_at INTEGER NOT NULL DEFAULT 0,
    CHECK (number = merchant * 2 + livemode)
  ) STRICT;

  CREATE TABLE api_keys (
    id           TEXT PRIMARY KEY,
    merchant     INTEGER NOT NULL REFERENCES merchants,
    livemode     INTEGER NOT NULL CHECK (livemode IN (0, 1)),
    name         TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    cidrs        TEXT NOT NULL,
    expires_at   INTEGER,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at   INTEGER
  ) STRICT, WITHOUT ROWID;

  -- A key has several secrets during the overlap of a rotation. The tenant is unknown until the hash is found.
  CREATE TABLE api_key_secrets (
    hash       TEXT PRIMARY KEY,
    api_key    TEXT NOT NULL REFERENCES api_keys,
    expires_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX api_key_secrets_by_key ON api_key_secrets (api_key);

  -- "row" is the tenant's number times 2^32 plus the customer's number, which counts the customers of a tenant without
  -- gaps: the rows of a tenant are adjacent, in the order of their creation, and a deep page is a range. Fields and
  -- references are JSON, because no query reads one of them alone. "last_event" is the row of the newest event.
  CREATE TABLE customers (
    row             INTEGER PRIMARY KEY,
    tenant          INTEGER NOT NULL,
    id              TEXT NOT NULL,
    email_folded    TEXT NOT NULL,
    fields          TEXT NOT NULL,
    held_references TEXT NOT NULL,
    last_event      INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX customers_by_id ON customers (tenant, id);
  -- Not unique: sharing an email is a setting, and the domain enforces the rule under the write lock.
  CREATE INDEX customers_by_email ON customers (tenant, email_folded);
  CREATE INDEX customers_by_update ON customers (tenant, updated_at);

  -- The customer of each reference. The id comes first, because some queries have no source.
  CREATE TABLE customer_references (
    tenant      INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    source      TEXT NOT NULL,
    customer    INTEGER NOT NULL,
    PRIMARY KEY (tenant, external_id, source)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX customer_references_by_source ON customer_references (tenant, source, customer);

  -- Append-only. "row" is the tenant's number times 2^32 plus the sequence, which has no gaps; "created_at" never
  -- decreases, so a binary search finds a time. "customer" is the customer's row, "earlier" is the row of the previous
  -- event of the same customer, or 0.
  CREATE TABLE events (
    row             INTEGER PRIMARY KEY,
    tenant          INTEGER NOT NULL,
    id              TEXT NOT NULL,
    type            TEXT NOT NULL,
    customer        INTEGER NOT NULL,
    earlier         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    snapshot        TEXT NOT NULL,
    previous        TEXT,
    request_id      TEXT,
    idempotency_key TEXT
  ) STRICT;
  CREATE UNIQUE INDEX events_by_id ON events (tenant, id);
  CREATE INDEX events_by_type ON events (tenant, type);

  -- The responses to requests with an Idempotency-Key, as the bytes that were sent.
  CREATE TABLE kept_answers (
    row         INTEGER PRIMARY KEY,
    tenant      INTEGER NOT NULL,
    claim       TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status      INTEGER NOT NULL,
    headers     TEXT NOT NULL,
    body        BLOB NOT NULL,
    expires_at  INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX kept_answers_by_claim ON kept_answers (tenant, claim);
  CREATE INDEX kept_answers_by_expiry ON kept_answers (tenant, expires_at);

  -- Invoices, subscriptions, orders and payments, which responses contain as they were stored.
  CREATE TABLE customer_records (
    tenant     INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    customer   INTEGER NOT NULL REFERENCES customers,
    created_at INTEGER NOT NULL,
    status     TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX customer_records_newest
    ON customer_records (tenant, kind, customer, created_at, id);
  CREATE INDEX customer_records_newest_by_status
    ON customer_records (tenant, kind, customer, status, created_at, id);
  `,
  `
  -- How far other systems are synchronised. "body" is JSON, with the newest changes; no query reads a part of it.
  CREATE TABLE sync_states (
    tenant        INTEGER NOT NULL,
    source        TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    body          TEXT NOT NULL,
    PRIMARY KEY (tenant, source, resource_type)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Who created and revoked a key; null in keys of earlier releases.
  ALTER TABLE api_keys ADD COLUMN created_by TEXT;
  ALTER TABLE api_keys ADD COLUMN revoked_by TEXT;
  `,
  `
  -- The requests of each minute by the class of their status. "minute" counts the minutes since 1970. "tenant" is 0 for
  -- requests without a valid key, and for those of tenants above the limit of a minute.
  CREATE TABLE request_counts (
    minute        INTEGER NOT NULL,
    tenant        INTEGER NOT NULL,
    successes     INTEGER NOT NULL,
    redirects     INTEGER NOT NULL,
    client_errors INTEGER NOT NULL,
    server_errors INTEGER NOT NULL,
    PRIMARY KEY (minute, tenant)
  ) STRICT, WITHOUT ROWID;
  `,
];
