import { ApiError } from '../../../client/api-error.ts';
import { ConnectionError } from '../../../client/connection-error.ts';
import { type Client, createClient } from '../../../client/create-client.ts';
import { CliError, usageError } from '../../cli-error.ts';
import { bufferedFetch } from './buffered-fetch.ts';

/** The number of retries, about 40 seconds in total, so that a long import survives a restart of the server. */
const RETRIES = 12;

/** A server that responds and accepts the key. */
export interface Connection {
  readonly client: Client;
  /** The merchant of the key; undefined if it has no customers or the key may not read them. */
  readonly merchantId: string | undefined;
}

/**
 * Creates a client, and checks that the server responds and accepts the key.
 *
 * @throws CliError that says what to change.
 */
export async function connect(url: string, apiKey: string): Promise<Connection> {
  const client = createClientOf(url, apiKey);
  try {
    const { data } = await client.customers.list({ limit: 1 }, { retries: 0 });
    return { client, merchantId: data[0]?.merchantId };
  } catch (error) {
    // A key without the scope to read may still write, and a transient error may be over when the first row is sent.
    const mayWrite = error instanceof ApiError && (error.code === 'permission_denied' || error.retryable);
    if (!mayWrite) throw toImportError(error) ?? error;
  }
  return { client, merchantId: undefined };
}

/**
 * Converts an error that ends an import to a message for the user.
 *
 * @param more a further sentence, for example how to resume.
 * @returns undefined if the error did not come from the client.
 */
export function toImportError(error: unknown, more = ''): CliError | undefined {
  if (error instanceof ConnectionError) {
    const shown = new CliError(
      `${error.message} Start the server with upsertd serve, or set its address with --url.${more}`,
    );
    shown.cause = error;
    return shown;
  }
  if (!(error instanceof ApiError)) return undefined;
  const isClear = error.status === 401 || error.status === 403 || error.code === 'unreadable_answer';
  const details = isClear ? '' : ` (${error.status}, ${error.requestId})`;
  return new CliError(`${error.message}${details}${more}`);
}

function createClientOf(url: string, apiKey: string): Client {
  try {
    return createClient({ baseUrl: url, apiKey, retries: RETRIES, fetch: bufferedFetch });
  } catch (error) {
    // The command line has other names for the options of the client.
    const { message } = error as TypeError;
    throw usageError(message.replace(/^baseUrl/, '--url').replace(/^apiKey/, 'The API key'));
  }
}
