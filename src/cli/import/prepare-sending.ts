import { randomUUID } from 'node:crypto';
import { usageError } from '../cli-error.ts';
import { printError } from '../terminal.ts';
import { connect } from './connect.ts';
import { type IdentityOptions, identifyImport } from './import-identity.ts';
import { type Done, ProgressFile, progressPath } from './progress-file.ts';
import { rowSender, type SendRows } from './send-rows.ts';

/** What it takes to send the rows of a file. */
export interface Sending {
  readonly send: SendRows;
  /** Undefined where an import cannot be resumed. */
  readonly progressFile: ProgressFile | undefined;
  /** What was done before, when the import is resumed. */
  readonly done: Done | undefined;
}

export type SendingOptions = Omit<IdentityOptions, 'apiKey'> & {
  readonly apiKey: string | undefined;
  readonly isResumed: boolean;
};

/** @throws Failure when there is no server, no key that it knows, or nothing that can be resumed in this way. */
export async function prepareSending(
  file: string,
  { apiKey, isResumed, ...options }: SendingOptions,
): Promise<Sending> {
  if (!apiKey)
    throw usageError('There is no API key to send. Set UPSERTD_API_KEY to one from upsertd keys create.');
  const { customers } = await connect(options.url, apiKey);
  const identity = await identifyImport(file, { apiKey, ...options });
  const progressFile = identity && new ProgressFile(progressPath(file), identity);
  const done = isResumed ? progressFile?.resume() : undefined;
  if (done) printError(`Going on after ${done.tally.read} rows.`);
  else if (isResumed) printError('There is nothing to resume, so this import begins with the first row.');
  else if (progressFile?.exists)
    printError('An import of this file stopped before. This one begins anew; --resume would go on.');
  const runId = progressFile?.runId ?? randomUUID();
  return { send: rowSender({ customers, source: options.source, runId }), progressFile, done };
}
