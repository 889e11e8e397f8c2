import { ApiError } from '../../client/api-error.ts';
import { ConnectionError } from '../../client/connection-error.ts';
import { type Client, createClient } from '../../client/create-client.ts';
import { Failure, misuse } from '../failure.ts';

/** So many attempts may follow the first, some twenty seconds of them: a long import outlives a restart of the server. */
const RETRIES = 8;

/**
 * A client of the server, which has been seen to be there and to know the key.
 *
 * @throws Failure saying what to change.
 */
export async function connect(url: string, apiKey: string | undefined): Promise<Client> {
  if (!apiKey)
    throw misuse('There is no API key to send. Set UPSERTD_API_KEY to one from upsertd keys create.');
  const client = createClientOf(url, apiKey);
  try {
    await client.customers.list({ limit: 1 }, { retries: 0 });
  } catch (error) {
    // A key may lack the scope to read and yet write, and what passes may have passed when the first row is sent.
    const mayWrite = error instanceof ApiError && (error.code === 'permission_denied' || error.retryable);
    if (!mayWrite) throw endOfImport(error);
  }
  return client;
}

/** What ends an import, in a sentence for the person at the terminal. */
export function endOfImport(error: unknown): unknown {
  if (error instanceof ConnectionError) {
    return new Failure(`${error.message} Start the server with upsertd serve, or say where it is by --url.`);
  }
  if (!(error instanceof ApiError)) return error;
  const isPlain = error.status === 401 || error.status === 403 || error.code === 'unreadable_answer';
  return new Failure(isPlain ? error.message : `${error.message} (${error.status}, ${error.requestId})`);
}

function createClientOf(url: string, apiKey: string): Client {
  try {
    return createClient({ baseUrl: url, apiKey, retries: RETRIES });
  } catch (error) {
    // The client's options are called otherwise here.
    const { message } = error as TypeError;
    throw misuse(message.replace(/^baseUrl/, '--url').replace(/^apiKey/, 'The API key'));
  }
}
