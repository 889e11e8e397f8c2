import { randomUUID } from 'node:crypto';
import { usageError } from '../../cli-error.ts';
import { countOf } from '../../count-of.ts';
import { printError } from '../../terminal.ts';
import { type IdentityOptions, identifyImport } from '../progress/import-identity.ts';
import { ProgressFile, progressPath, type ResumePoint } from '../progress/progress-file.ts';
import { connect } from './connect.ts';
import { rowSender, type SendRows } from './send-rows.ts';

/** The means to send the rows of a file. */
export interface Sending {
  readonly send: SendRows;
  /** Undefined if the import cannot be resumed. */
  readonly progressFile: ProgressFile | undefined;
  /** The point after which a resumed import continues. */
  readonly resumePoint: ResumePoint | undefined;
  /** The merchant of the key; undefined if it is not known yet. */
  readonly merchantId: string | undefined;
}

export type SendingOptions = Omit<IdentityOptions, 'apiKey'> & {
  readonly apiKey: string | undefined;
  readonly isResumed: boolean;
};

/** @throws CliError if the server does not respond, refuses the key, or the import cannot be resumed. */
export async function prepareSending(
  file: string,
  { apiKey, isResumed, ...options }: SendingOptions,
): Promise<Sending> {
  if (!apiKey)
    throw usageError('The API key is missing. Set UPSERTD_API_KEY to a key from upsertd keys create.');
  const { client, merchantId } = await connect(options.url, apiKey);
  const identity = await identifyImport(file, { apiKey, ...options });
  const progressFile = identity && new ProgressFile(progressPath(file), identity);
  const resumePoint = isResumed ? progressFile?.resume() : undefined;
  if (resumePoint) printError(`Resuming after ${countOf(resumePoint.tally.read, 'row')}.`);
  else if (isResumed) printError('There is no import to resume, so this import starts with the first row.');
  else if (progressFile?.exists)
    printError(
      'An earlier import of this file stopped. This import starts again with the first row; add --resume to continue the earlier one.',
    );
  const runId = progressFile?.runId ?? randomUUID();
  const send = rowSender({ customers: client.customers, source: options.source, runId });
  return { send, progressFile, resumePoint, merchantId };
}
