/**
 * What leads from an empty database to today's, in order; `user_version` counts how many were applied. One that has
 * been released is never edited.
 *
 * The tenant, merchant and mode in one number, comes first in every key, so that no query can cross it.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE merchants (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  -- One merchant's data of one mode, which is what every other table belongs to. "number" is the merchant's, doubled,
  -- and one more for live data, so that one column is both. The counters spare counting.
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

  -- A key has more than one secret while a rotation overlaps. The tenant is not known before the hash is found.
  CREATE TABLE api_key_secrets (
    hash       TEXT PRIMARY KEY,
    api_key    TEXT NOT NULL REFERENCES api_keys,
    expires_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX api_key_secrets_by_key ON api_key_secrets (api_key);

  -- "row" is the tenant's number times 2^32 and the customer's own, which counts the customers of a tenant without a
  -- gap: the tenant's customers lie together, in the order in which they came, and a deep page is a range. What no
  -- query asks for one by one, the fields and the references, is JSON. "last_event" is the row of the newest event.
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
  -- Not unique: whether an email may be shared is a setting, and the domain keeps the rule under the write lock.
  CREATE INDEX customers_by_email ON customers (tenant, email_folded);
  CREATE INDEX customers_by_update ON customers (tenant, updated_at);

  -- Whom a reference names. The id comes first because it is also asked for without a source.
  CREATE TABLE customer_references (
    tenant      INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    source      TEXT NOT NULL,
    customer    INTEGER NOT NULL,
    PRIMARY KEY (tenant, external_id, source)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX customer_references_by_source ON customer_references (tenant, source, customer);

  -- Append-only. "row" is the tenant's number times 2^32 and the sequence, which has no gap; "created_at" never falls,
  -- so a time is found by halving. "customer" is the row of the one that it is about, "earlier" that of the same
  -- customer's event before, or 0.
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

  -- What was answered under an Idempotency-Key, as the bytes that went out.
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

  -- Invoices, subscriptions, orders and payments, answered as they were stored.
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
];
