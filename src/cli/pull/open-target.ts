import type { Connector } from '../../pull/connector/connector.ts';
import { usageError } from '../cli-error.ts';
import { type Connection, connect } from '../import/send/connect.ts';
import { connectDryRun } from '../import/send/connect-dry-run.ts';
import { dryRunSender } from '../import/send/dry-run.ts';
import type { GroupLimits } from '../import/send/group-rows.ts';
import { rowSender } from '../import/send/send-rows.ts';
import { FileCheckpoints, TargetCheckpoints } from './run/checkpoint-stores.ts';
import type { PullTarget } from './run/pull-once.ts';

export interface TargetOptions {
  readonly connector: Connector;
  readonly url: string;
  /** Whether the user has named the server. */
  readonly isUrlGiven: boolean;
  readonly apiKey: string | undefined;
  /** The value of --state. */
  readonly state: string | undefined;
  readonly limits: GroupLimits;
}

/** @throws CliError if the server does not respond or refuses the key. */
export async function openTarget(options: TargetOptions): Promise<PullTarget> {
  const { apiKey, url } = options;
  if (!apiKey)
    throw usageError('The API key is missing. Set UPSERTD_API_KEY to a key from upsertd keys create.');
  return createTarget(await connect(url, apiKey), options, false);
}

/**
 * Opens a target that foretells the results of a pull as `import --dry-run` does. It reads the checkpoint, and writes nothing.
 *
 * @returns undefined if there is no key or no server, so that the records are only validated.
 * @throws CliError if the server that the user has named does not respond or refuses the key.
 */
export async function openDryRun(options: TargetOptions): Promise<PullTarget | undefined> {
  const { url, apiKey, isUrlGiven, connector } = options;
  const { source } = connector;
  const connection = await connectDryRun({ url, apiKey, source, isUrlGiven, checked: 'records' });
  return connection && createTarget(connection, options, true);
}

function createTarget(
  { client, merchantId }: Connection,
  { connector: { source }, state, limits }: TargetOptions,
  isDryRun: boolean,
): PullTarget {
  return {
    client,
    isDryRun,
    checkpoints:
      state === undefined
        ? new TargetCheckpoints(client, source, merchantId)
        : new FileCheckpoints(client, source, state),
    createSender: (runId) => {
      const send = rowSender({ customers: client.customers, source, runId, isDryRun });
      // The source is read once, so any later record may have the id or the email of an earlier one.
      return isDryRun ? dryRunSender({ send, relatives: { has: () => true }, limits }) : send;
    },
  };
}
