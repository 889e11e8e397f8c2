import { ConnectionError } from '../../../client/connection-error.ts';
import type { Client } from '../../../client/create-client.ts';
import { printError } from '../../terminal.ts';
import { type Connection, connect, toImportError } from './connect.ts';

export interface DryRunServer {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly source: string;
  /** Whether the user has named the server. */
  readonly isUrlGiven: boolean;
  /** What the dry run checks without a server. Default: `file`. */
  readonly checked?: 'file' | 'records';
}

/**
 * Connects to the server that foretells the results of a dry run. It prints why, if no server can.
 *
 * @returns undefined if the dry run must check the file alone.
 * @throws CliError if the server that the user has named does not respond or refuses the key.
 */
export async function connectDryRun({
  url,
  apiKey,
  source,
  isUrlGiven,
  checked = 'file',
}: DryRunServer): Promise<Connection | undefined> {
  if (!apiKey) return undefined;
  const connection = await connectIfThere(url, apiKey, isUrlGiven);
  if (!connection) {
    printError(
      `The dry run checks the ${checked} alone, because no server responds at ${url}. Name the server with --url.`,
    );
    return undefined;
  }
  if (await hasDryRun(connection.client, source)) return connection;
  printError(`The dry run checks the ${checked} alone, because the server has no batches with dry_run.`);
  return undefined;
}

async function connectIfThere(
  url: string,
  apiKey: string,
  isUrlGiven: boolean,
): Promise<Connection | undefined> {
  try {
    return await connect(url, apiKey);
  } catch (error) {
    const isAbsent = error instanceof Error && error.cause instanceof ConnectionError;
    if (isAbsent && !isUrlGiven) return undefined;
    throw error;
  }
}

/**
 * Returns whether the server knows the parameter `dry_run`. A server that ignored it would write the rows. So the first
 * request has no rows and a value that is not allowed, and the second one shows whether the key may write.
 *
 * @throws CliError if the server refuses the key.
 */
async function hasDryRun({ raw, customers }: Client, source: string): Promise<boolean> {
  const { response } = await raw.PUT('/v2/customers/external/batch', {
    params: { query: { dry_run: 'unknown' as never } },
    body: { source, customers: [] },
  });
  if (response.ok || response.status === 404 || response.status === 405) return false;
  try {
    await customers.upsertBatch(source, [], { dryRun: true });
    return true;
  } catch (error) {
    throw toImportError(error) ?? error;
  }
}
