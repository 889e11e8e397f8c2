import { randomUUID } from 'node:crypto';
import type { Relatives } from '../conflicts/find-relatives.ts';
import type { ImportOptions } from '../import-options.ts';
import type { PlannedMapping } from '../map/plan-mapping.ts';
import type { Outputs } from '../progress/outputs.ts';
import type { ProgressFile, ResumePoint } from '../progress/progress-file.ts';
import { checkFileOnly } from './check-file-only.ts';
import { connectDryRun } from './connect-dry-run.ts';
import { dryRunSender } from './dry-run.ts';
import type { GroupLimits } from './group-rows.ts';
import { prepareSending } from './prepare-sending.ts';
import { rowSender, type SendRows } from './send-rows.ts';

export interface DestinationOptions {
  readonly options: ImportOptions;
  readonly source: string;
  readonly isUrlGiven: boolean;
  readonly planned: PlannedMapping;
  readonly outputs: Outputs;
  readonly limits: GroupLimits;
}

/** Where the rows go: a server, a server that rolls each request back, or no server. */
export interface Destination {
  /** Whether a server checks the rows. */
  readonly isServer: boolean;
  readonly merchantId: string | undefined;
  /** Undefined if the import cannot be resumed. */
  readonly progressFile: ProgressFile | undefined;
  readonly resumePoint: ResumePoint | undefined;
  readonly groupLimits: GroupLimits;
  /** Creates the function that sends rows. @param relatives only a dry run needs them. */
  senderFor(relatives: Relatives): SendRows;
}

/** A group of a dry run leaves room for earlier rows with the same ids and emails. */
const DRY_RUN_SHARE = 0.85;

/** @throws CliError if the server does not respond, refuses the key, or the import cannot be resumed. */
export async function openDestination(file: string, opened: DestinationOptions): Promise<Destination> {
  return opened.options.dryRun ? openDryRun(opened) : openRun(file, opened);
}

async function openRun(file: string, opened: DestinationOptions): Promise<Destination> {
  const { options, source, planned, outputs, limits } = opened;
  const { url, apiKey, map = [], resume: isResumed = false } = options;
  const { skip, default: defaults, rest, emailTemplate, phoneCountry, dateFormat, timeZone } = options;
  const { null: nullTexts, clearEmpty, duplicates } = options;
  const values = { skip, defaults, rest, emailTemplate, phoneCountry, dateFormat, timeZone, nullTexts };
  const { send, ...sending } = await prepareSending(file, {
    source,
    url,
    apiKey,
    map: [...map, ...planned.guess.guessed],
    isResumed,
    format: planned.table.format,
    rejectsPath: outputs.rejects.path,
    values: { ...values, clearEmpty, duplicates },
  });
  return { ...sending, isServer: true, groupLimits: limits, senderFor: () => send };
}

async function openDryRun({ options, source, isUrlGiven, limits }: DestinationOptions): Promise<Destination> {
  const connection = await connectDryRun({ url: options.url, apiKey: options.apiKey, source, isUrlGiven });
  const unsaved = { progressFile: undefined, resumePoint: undefined };
  const found = { isServer: connection !== undefined, merchantId: connection?.merchantId, ...unsaved };
  if (!connection) return { ...found, groupLimits: limits, senderFor: checkFileOnly };
  const { customers } = connection.client;
  const send = rowSender({ customers, source, runId: randomUUID(), isDryRun: true });
  return {
    ...found,
    groupLimits: { ...limits, rows: Math.max(1, Math.floor(limits.rows * DRY_RUN_SHARE)) },
    senderFor: (relatives) => dryRunSender({ send, relatives, limits }),
  };
}
