/**
 * What leads from an empty database to today's, in order; `user_version` counts how many were applied. One that has
 * been released is never edited.
 *
 * Merchant and mode come first in every key, so that no query can cross them; `livemode` is 1 for live data.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE merchants (
    number     INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  -- Counters, so that a total is known without counting.
  CREATE TABLE tenants (
    merchant      INTEGER NOT NULL REFERENCES merchants,
    livemode      INTEGER NOT NULL CHECK (livemode IN (0, 1)),
    customers     INTEGER NOT NULL DEFAULT 0,
    events        INTEGER NOT NULL DEFAULT 0,
    last_event_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant, livemode)
  ) STRICT, WITHOUT ROWID;

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

  -- "row" is what the references, the records and the search index know a customer by; it grows with every customer.
  -- "number" counts the customers of one merchant and mode without a gap, so that a deep page is a range.
  CREATE TABLE customers (
    row            INTEGER PRIMARY KEY,
    merchant       INTEGER NOT NULL,
    livemode       INTEGER NOT NULL,
    number         INTEGER NOT NULL,
    id             TEXT NOT NULL,
    email          TEXT NOT NULL,
    email_folded   TEXT NOT NULL,
    name           TEXT,
    phone          TEXT,
    company_name   TEXT,
    address_line1  TEXT,
    address_line2  TEXT,
    city           TEXT,
    state          TEXT,
    postal_code    TEXT,
    country        TEXT,
    tax_id         TEXT,
    tax_id_country TEXT,
    notes          TEXT,
    auth_user_id   TEXT,
    metadata       TEXT,
    custom_fields  TEXT,
    version        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    FOREIGN KEY (merchant, livemode) REFERENCES tenants
  ) STRICT;
  CREATE UNIQUE INDEX customers_by_number ON customers (merchant, livemode, number);
  CREATE UNIQUE INDEX customers_by_id ON customers (merchant, livemode, id);
  -- Not unique: whether an email may be shared is a setting, and the domain keeps the rule under the write lock.
  CREATE INDEX customers_by_email ON customers (merchant, livemode, email_folded);
  CREATE INDEX customers_by_update ON customers (merchant, livemode, updated_at);

  CREATE TABLE customer_references (
    merchant            INTEGER NOT NULL,
    livemode            INTEGER NOT NULL,
    source              TEXT NOT NULL,
    external_id         TEXT NOT NULL,
    customer            INTEGER NOT NULL REFERENCES customers,
    position            INTEGER NOT NULL,
    external_updated_at TEXT,
    linked_at           INTEGER NOT NULL,
    PRIMARY KEY (merchant, livemode, source, external_id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX customer_references_by_customer ON customer_references (merchant, livemode, customer, position);
  CREATE INDEX customer_references_by_source ON customer_references (merchant, livemode, source, customer);
  CREATE INDEX customer_references_by_external_id ON customer_references (merchant, livemode, external_id);

  -- Append-only. "sequence" has no gap and "created_at" never falls, so a time is found in it by halving.
  CREATE TABLE events (
    row             INTEGER PRIMARY KEY,
    merchant        INTEGER NOT NULL,
    livemode        INTEGER NOT NULL,
    sequence        INTEGER NOT NULL,
    id              TEXT NOT NULL,
    type            TEXT NOT NULL,
    customer        INTEGER NOT NULL REFERENCES customers,
    created_at      INTEGER NOT NULL,
    snapshot        TEXT NOT NULL,
    previous        TEXT,
    request_id      TEXT,
    idempotency_key TEXT
  ) STRICT;
  CREATE UNIQUE INDEX events_by_sequence ON events (merchant, livemode, sequence);
  CREATE UNIQUE INDEX events_by_id ON events (merchant, livemode, id);
  CREATE INDEX events_by_customer ON events (merchant, livemode, customer, sequence);
  CREATE INDEX events_by_type ON events (merchant, livemode, type, sequence);

  -- What was answered under an Idempotency-Key, as the bytes that went out.
  CREATE TABLE kept_answers (
    row         INTEGER PRIMARY KEY,
    merchant    INTEGER NOT NULL,
    livemode    INTEGER NOT NULL,
    claim       TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status      INTEGER NOT NULL,
    headers     TEXT NOT NULL,
    body        BLOB NOT NULL,
    expires_at  INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX kept_answers_by_claim ON kept_answers (merchant, livemode, claim);
  CREATE INDEX kept_answers_by_expiry ON kept_answers (merchant, livemode, expires_at);

  -- Two indexes over the same rows: every run of three characters, and the beginnings of words. Each starts with the
  -- tenant, so that a small merchant beside a large one reads its own rows only. Contents stay in "customers".
  CREATE VIRTUAL TABLE customer_text USING fts5 (
    tenant, text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
  );
  CREATE VIRTUAL TABLE customer_words USING fts5 (
    tenant, beginnings, content = '', contentless_delete = 1, detail = 'column', tokenize = 'ascii'
  );

  -- Invoices, subscriptions, orders and payments, answered as they were stored.
  CREATE TABLE customer_records (
    merchant   INTEGER NOT NULL,
    livemode   INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    customer   INTEGER NOT NULL REFERENCES customers,
    created_at INTEGER NOT NULL,
    status     TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (merchant, livemode, kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX customer_records_newest
    ON customer_records (merchant, livemode, kind, customer, created_at, id);
  CREATE INDEX customer_records_newest_by_status
    ON customer_records (merchant, livemode, kind, customer, status, created_at, id);
  `,
];
