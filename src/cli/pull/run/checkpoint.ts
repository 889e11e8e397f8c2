import { hash } from 'node:crypto';
import { type Instant, parseInstant } from '../../../domain/instant.ts';
import type { Connector } from '../../../pull/connector/connector.ts';
import { usageError } from '../../cli-error.ts';

/** How far a source was read. */
export interface Checkpoint {
  /** Records that changed at this time or later are read again; undefined: all records. */
  readonly time: Instant | undefined;
  readonly baseUrl: string;
  readonly recordKey: string;
  /** The start of the last run that read all records, in UNIX milliseconds by the clock of the pull. */
  readonly fullAt: number | undefined;
  /** A hash of the mapping. Another mapping needs a full run. */
  readonly map: string;
}

/** The end of a run, for the row of the sync state. */
export interface RunEnd {
  /** UNIX milliseconds. */
  readonly startedAt: number;
  readonly itemsSynced: number;
}

/** Where the checkpoint of a pull is stored. */
export interface CheckpointStore {
  /** @throws CliError if another program wrote the checkpoint. */
  load(): Promise<Checkpoint | undefined>;
  /** @returns false if there is no place for it yet: the target has no customers. */
  save(checkpoint: Checkpoint, end: RunEnd): Promise<boolean>;
  /** Reports a failed run; the checkpoint stays. */
  fail(message: string, startedAt: number): Promise<void>;
}

export function mapHash(mapping: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify(sorted), 'base64url').slice(0, 16);
}

/** Writes a checkpoint as the text of the sync state's `cursor`. */
export function showCheckpoint({ time, baseUrl, recordKey, fullAt, map }: Checkpoint): string {
  return JSON.stringify({
    ...(time !== undefined && { time }),
    base_url: baseUrl,
    record_key: recordKey,
    ...(fullAt !== undefined && { full_at: new Date(fullAt).toISOString() }),
    map,
  });
}

/** @throws CliError if the text is not a checkpoint. */
export function parseCheckpoint(text: string): Checkpoint {
  const saved = readJson(text);
  const { time, base_url, record_key, full_at, map = '' } = saved;
  const instant = time === undefined ? undefined : parseInstant(time);
  if (base_url === undefined || record_key === undefined || instant === null)
    throw usageError(
      'The sync state of this source was written by another program. Use another --source, or clear its cursor.',
    );
  const fullAt = full_at === undefined ? undefined : Date.parse(full_at);
  return { time: instant, baseUrl: base_url, recordKey: record_key, fullAt, map };
}

/** @throws CliError if the source was filled from another account, or by another key. */
export function refuseOtherOrigin(checkpoint: Checkpoint, { client, recordKey, source }: Connector): void {
  const fix = 'Use another --source for it, or clear the cursor of the sync state if it is the same system.';
  if (checkpoint.baseUrl !== client.baseUrl)
    throw usageError(
      `The source ${source} was filled from ${checkpoint.baseUrl}, not from ${client.baseUrl}. ${fix}`,
    );
  if (checkpoint.recordKey !== recordKey)
    throw usageError(
      `The source ${source} was filled by the record key ${checkpoint.recordKey}, not by ${recordKey}. ${fix}`,
    );
}

type SavedCheckpoint = Partial<Record<'time' | 'base_url' | 'record_key' | 'full_at' | 'map', string>>;

function readJson(text: string): SavedCheckpoint {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as SavedCheckpoint) : {};
  } catch {
    return {};
  }
}
