import { HttpSource } from '../../../pull/read/http-source.ts';
import { startWalk, type Walk } from '../../../pull/read/walk.ts';
import type { ReadRow, ValidRow } from '../../import/map/read-row.ts';
import { importRows } from '../../import/send/import-rows.ts';
import type { SendRows } from '../../import/send/send-rows.ts';
import { type Checkpoint, mapHash, refuseOtherOrigin } from './checkpoint.ts';
import { nextTime } from './next-time.ts';
import { filterState, planRun } from './plan-run.ts';
import { notesOf } from './run-notes.ts';
import { RunState } from './run-state.ts';
import type { RunOptions, RunResult } from './run-types.ts';

/**
 * Reads the records that changed, sends them, and moves the checkpoint after the last acknowledgement. If it fails at any
 * step, the checkpoint stays, and the next run reads the same records again.
 *
 * @throws SourceError if the source fails; CliError; an error of the client; the reason of the signal.
 */
export async function runOnce(options: RunOptions): Promise<RunResult> {
  const { connector, mapper, local, checkpoints, signal } = options;
  const begunAt = Date.now();
  const before = await checkpoints?.load();
  if (before) refuseOtherOrigin(before, connector);
  const map = mapHash(mapper.mapping);
  const plan = planRun(options, before, map, begunAt);
  const source = new HttpSource(connector, options);
  const walk = startWalk(connector, source, plan.startValue);
  const state = new RunState({ connector, mapper, local, since: plan.since });
  const send = options.createSender?.(state.runId);
  await sendAll(readRows(walk, state, options), { state, send, options });
  signal.throwIfAborted();
  if (send) await sendKept({ state, send, options });
  signal.throwIfAborted();

  const startedAt = source.startedAt ?? begunAt;
  const isComplete = plan.startValue === undefined && walk.state.isAtEnd && !walk.state.hasMoved;
  const { time, isHeld } = nextTime({
    connector,
    walk: walk.state,
    newest: state.newest,
    startedAt,
    before: before?.time,
  });
  const after: Checkpoint = {
    time,
    baseUrl: connector.client.baseUrl,
    recordKey: connector.recordKey,
    map,
    // By the clock of this machine, which planRun compares it with: the clock of the source may be wrong by days.
    fullAt: plan.isFull && plan.startValue === undefined ? begunAt : before?.fullAt,
  };
  const filter = filterState(plan, state.older);
  const ended = {
    state,
    walk: walk.state,
    isFull: plan.isFull,
    isComplete,
    filter,
    requests: source.requests,
  };
  const result = { ...ended, before, startedAt, endedAt: Date.now() };
  const notes = notesOf(result, connector, isHeld);
  state.finish(isComplete);
  if (options.isDryRun || !checkpoints) return { ...result, after: undefined, notes };
  // First the refused rows: if the program ends between the two, the next run reads the records again.
  local.save();
  const isSaved = await checkpoints.save(after, { startedAt, itemsSynced: state.sent });
  return { ...result, after: isSaved ? after : undefined, notes };
}

async function* readRows(
  { pages, state: walkState }: Walk,
  state: RunState,
  { onProgress }: RunOptions,
): AsyncGenerator<readonly ReadRow[], void, void> {
  for await (const records of pages) {
    yield records.flatMap((record) => state.take(record));
    onProgress?.(state, walkState);
  }
}

interface Sending {
  readonly state: RunState;
  /** Undefined in a dry run without a target. */
  readonly send: SendRows | undefined;
  readonly options: RunOptions;
}

function sendAll(
  chunks: AsyncGenerator<readonly ReadRow[], void, void>,
  { state, send = async () => new Map(), options: { limits, workers, signal } }: Sending,
): Promise<void> {
  return importRows(chunks, {
    limits,
    workers,
    stop: signal,
    send,
    recorder: state,
  });
}

/** Sends the rows that were refused with 409 again, until none of them passes. Two relatives may exchange an email. */
async function sendKept(sending: Sending): Promise<void> {
  const { state, options } = sending;
  const { local, signal } = options;
  for (let size = Number.POSITIVE_INFINITY; local.kept.size > 0 && local.kept.size < size; ) {
    size = local.kept.size;
    const rows = [...local.kept.keys()].flatMap((key): ValidRow[] =>
      [state.again(key)].filter((row) => row !== undefined),
    );
    await sendAll(oneChunk(rows), sending);
    signal.throwIfAborted();
  }
}

async function* oneChunk(rows: readonly ReadRow[]): AsyncGenerator<readonly ReadRow[], void, void> {
  yield rows;
}
