import pg from 'pg';

export interface PoolOptions {
  /** The largest number of connections; default: 10. */
  readonly connections?: number | undefined;
  /** The time limit of a statement, in milliseconds; Infinity for none; default: 15,000. */
  readonly patienceMs?: number | undefined;
  /** The time limit of the wait for a free connection, in milliseconds; default: 5000. */
  readonly connectMs?: number | undefined;
  /** The name of the program in PostgreSQL's list of connections; default: upsertd. */
  readonly applicationName?: string | undefined;
}

/** The time limits that PostgreSQL applies to each connection. */
function timeLimits(patienceMs: number): pg.PoolConfig {
  if (patienceMs === Number.POSITIVE_INFINITY) return {};
  return {
    statement_timeout: patienceMs,
    lock_timeout: Math.ceil(patienceMs * 0.7),
    idle_in_transaction_session_timeout: patienceMs,
  };
}

const INT8 = 20;

/** Parses bigint as number, because all numbers of upsertd are below 2⁵³. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** Opens a pool, and tests it with one connection. @throws the driver's error. */
export async function openPool(url: string, options: PoolOptions): Promise<pg.Pool> {
  const { connections = 10, patienceMs = 15_000, connectMs = 5000, applicationName = 'upsertd' } = options;
  const isUnlimited = patienceMs === Number.POSITIVE_INFINITY;
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: applicationName,
    max: connections,
    connectionTimeoutMillis: connectMs,
    // For a server that does not respond at all.
    ...(!isUnlimited && { query_timeout: patienceMs + 5000 }),
    keepAlive: true,
    types,
  };
  try {
    return await testPool(new pg.Pool({ ...config, ...timeLimits(patienceMs) }));
  } catch (error) {
    if (!isUnknownParameter(error)) throw error;
    // A pooler rejects these parameters. Then the role must have the time limits (docs/scaling.md).
    return testPool(new pg.Pool(config));
  }
}

async function testPool(pool: pg.Pool): Promise<pg.Pool> {
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
