import { ApiError } from '../../client/api-error.ts';
import { ConnectionError } from '../../client/connection-error.ts';
import { type Client, createClient } from '../../client/create-client.ts';
import { CliError, usageError } from '../cli-error.ts';
import { bufferedFetch } from './buffered-fetch.ts';

/** So many attempts may follow the first, some forty seconds of them: a long import outlives a restart of the server. */
const RETRIES = 12;

/**
 * A client of the server, which has been seen to be there and to know the key.
 *
 * @throws Failure saying what to change.
 */
export async function connect(url: string, apiKey: string): Promise<Client> {
  const client = createClientOf(url, apiKey);
  try {
    await client.customers.list({ limit: 1 }, { retries: 0 });
  } catch (error) {
    // A key may lack the scope to read and yet write, and what passes may have passed when the first row is sent.
    const mayWrite = error instanceof ApiError && (error.code === 'permission_denied' || error.retryable);
    if (!mayWrite) throw endOfImport(error) ?? error;
  }
  return client;
}

/**
 * What ends an import, in a sentence for the person at the terminal.
 *
 * @param more another one, for what can be done about it.
 * @returns undefined for what did not come from the client.
 */
export function endOfImport(error: unknown, more = ''): CliError | undefined {
  if (error instanceof ConnectionError) {
    return new CliError(
      `${error.message} Start the server with upsertd serve, or say where it is by --url.${more}`,
    );
  }
  if (!(error instanceof ApiError)) return undefined;
  const isPlain = error.status === 401 || error.status === 403 || error.code === 'unreadable_answer';
  const place = isPlain ? '' : ` (${error.status}, ${error.requestId})`;
  return new CliError(`${error.message}${place}${more}`);
}

function createClientOf(url: string, apiKey: string): Client {
  try {
    return createClient({ baseUrl: url, apiKey, retries: RETRIES, fetch: bufferedFetch });
  } catch (error) {
    // The client's options are called otherwise here.
    const { message } = error as TypeError;
    throw usageError(message.replace(/^baseUrl/, '--url').replace(/^apiKey/, 'The API key'));
  }
}
