import type { Connector } from '../../../pull/connector/connector.ts';
import type { ResponseListener } from '../../../pull/read/http-source.ts';
import type { Walk } from '../../../pull/read/walk.ts';
import type { GroupLimits } from '../../import/send/group-rows.ts';
import type { SendRows } from '../../import/send/send-rows.ts';
import type { RecordMapper } from '../map-records.ts';
import type { Checkpoint, CheckpointStore } from './checkpoint.ts';
import type { LocalState } from './local-state.ts';
import type { RunState } from './run-state.ts';

export interface RunOptions {
  readonly connector: Connector;
  readonly mapper: RecordMapper;
  readonly local: LocalState;
  /** Whether the run writes nothing: neither the checkpoint nor the refused rows. */
  readonly isDryRun: boolean;
  /** Undefined in a dry run without a target. */
  readonly checkpoints: CheckpointStore | undefined;
  /** Creates the sender of a run; undefined sends nothing. */
  readonly createSender: ((runId: string) => SendRows) | undefined;
  readonly isFull: boolean;
  /** How often a full run is due at least, in milliseconds. */
  readonly fullEveryMs: number;
  /** The limits of one request to the server. */
  readonly limits: GroupLimits;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onResponse?: ResponseListener | undefined;
  /** Called after each page and group, with the state until then. */
  readonly onProgress?: (state: RunState, walk: Walk['state']) => void;
}

export type FilterState = 'none' | 'applied' | 'ignored';

export interface RunResult {
  readonly state: RunState;
  readonly walk: Walk['state'];
  /** Whether all rows were sent, however old. */
  readonly isFull: boolean;
  /** Whether the run read all records of the source, without a change between its pages. */
  readonly isComplete: boolean;
  readonly filter: FilterState;
  readonly requests: number;
  readonly before: Checkpoint | undefined;
  /** Undefined if no checkpoint was stored. */
  readonly after: Checkpoint | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly notes: readonly string[];
}
