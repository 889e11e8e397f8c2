import pg from 'pg';

export interface PoolOptions {
  /** How many connections are held at the most. */
  readonly connections?: number | undefined;
  /** Lets statements take as long as they like. */
  readonly isPatient?: boolean | undefined;
}

/** Milliseconds. A statement takes a few; what takes longer than this holds up everybody. */
const STATEMENT_TIMEOUT_MS = 15_000;
const LOCK_TIMEOUT_MS = 10_000;
/** How long somebody waits for a connection that is free. */
const CONNECTION_TIMEOUT_MS = 5000;
/** The same as the statement's, for a server that no longer answers at all. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5000;

const DEFAULT_CONNECTIONS = 10;

/** What the server is asked to watch for each connection. */
const WATCHED = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  lock_timeout: LOCK_TIMEOUT_MS,
  idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
};

const INT8 = 20;

/** No number of ours is beyond 2⁵³. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** Makes a pool that can be used; nothing was done with the database yet. @throws the driver's error. */
export async function openPool(url: string, options: PoolOptions): Promise<pg.Pool> {
  try {
    return await tried(makePool(url, options, options.isPatient ? {} : WATCHED));
  } catch (error) {
    if (!isUnknownParameter(error)) throw error;
    // A pooler takes no such wishes; there the role must have them (docs/scaling.md).
    return tried(makePool(url, options, {}));
  }
}

function makePool(url: string, options: PoolOptions, watched: object): pg.Pool {
  const { connections = DEFAULT_CONNECTIONS, isPatient = false } = options;
  return new pg.Pool({
    connectionString: url,
    application_name: 'upsertd',
    max: connections,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    ...(!isPatient && { query_timeout: ANSWER_TIMEOUT_MS }),
    keepAlive: true,
    types,
    ...watched,
  });
}

async function tried(pool: pg.Pool): Promise<pg.Pool> {
  try {
    await pool.query('SELECT');
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

function isUnknownParameter(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^unsupported startup parameter/.test(error.message);
}
