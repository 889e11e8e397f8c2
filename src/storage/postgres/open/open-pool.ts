import pg from 'pg';

export interface PoolOptions {
  /** How many connections are held at the most; 10 unless given. */
  readonly connections?: number | undefined;
  /** How long a statement may take, in milliseconds; what takes longer holds up everybody. Infinity for no end. */
  readonly patienceMs?: number | undefined;
  /** How long somebody waits for a connection that is free, in milliseconds. */
  readonly connectMs?: number | undefined;
  /** What PostgreSQL shows of who is connected. */
  readonly applicationName?: string | undefined;
}

/** What the server is asked to watch for each connection. */
function watched(patienceMs: number): pg.PoolConfig {
  if (patienceMs === Number.POSITIVE_INFINITY) return {};
  return {
    statement_timeout: patienceMs,
    lock_timeout: Math.ceil(patienceMs * 0.7),
    idle_in_transaction_session_timeout: patienceMs,
  };
}

const INT8 = 20;

/** No number of ours is beyond 2⁵³. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** Makes a pool that can be used; nothing was done with the database yet. @throws the driver's error. */
export async function openPool(url: string, options: PoolOptions): Promise<pg.Pool> {
  const { connections = 10, patienceMs = 15_000, connectMs = 5000, applicationName = 'upsertd' } = options;
  const isPatient = patienceMs === Number.POSITIVE_INFINITY;
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: applicationName,
    max: connections,
    connectionTimeoutMillis: connectMs,
    // For a server that no longer answers at all.
    ...(!isPatient && { query_timeout: patienceMs + 5000 }),
    keepAlive: true,
    types,
  };
  try {
    return await tried(new pg.Pool({ ...config, ...watched(patienceMs) }));
  } catch (error) {
    if (!isUnknownParameter(error)) throw error;
    // A pooler takes no such wishes; there the role must have them (docs/scaling.md).
    return tried(new pg.Pool(config));
  }
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
