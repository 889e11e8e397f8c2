import { showInstant } from '../../../domain/instant.ts';
import type { RunResult } from './run-types.ts';

export interface ReportOptions {
  readonly name: string;
  readonly isDryRun: boolean;
  /** Whether a server has checked the rows. */
  readonly isForetold: boolean;
  /** The file of rejected rows; undefined if no row was rejected. */
  readonly rejectsFile: string | undefined;
}

/** The number of skipped external ids that the terminal shows. */
const MOST_SHOWN = 10;

/** Returns the counts of a run, one per line, in the form of the report of an import. */
export function showRunReport(result: RunResult, { isDryRun, isForetold }: ReportOptions): string[] {
  const { state, after } = result;
  const { outcomes, rejected, warnings, unknownCountries } = state.counts;
  const counts = {
    read: state.counts.read,
    older: state.older,
    repeated: state.repeated,
    skipped: state.skipped,
    ...(isForetold ? outcomes : { valid: state.counts.valid }),
    rejected,
    warnings: warnings.total,
  };
  const lines = Object.entries(counts).map(([name, count]) => `${name.padEnd(10)} ${count}`);
  for (const [warning, count] of warnings.kept) lines.push(`  ${count} × ${warning}`);
  const names = unknownCountries.kept.map(([name, count]) => `${name} (${count})`);
  if (names.length > 0)
    lines.push(`countries  left out, as ISO 3166 has no code for them: ${names.join(', ')}`);
  if (state.skippedIds.length > 0) lines.push(`without email: ${showIds(state.skippedIds, state.skipped)}`);
  if (!isDryRun) lines.push(`checkpoint ${showTime(after?.time) ?? 'none yet'}`);
  return lines;
}

/** Returns one line about a run, for a log. */
export function showRunLine(result: RunResult, { name }: ReportOptions): string {
  const { state, isFull, after, endedAt } = result;
  const { created, updated, unchanged, linked, stale } = state.counts.outcomes;
  const parts = [
    `read ${state.counts.read}`,
    `sent ${state.sent}`,
    `created ${created}`,
    `updated ${updated}`,
    `unchanged ${unchanged}`,
    `linked ${linked}`,
    `stale ${stale}`,
    `skipped ${state.skipped}`,
    `rejected ${state.counts.rejected} (${state.newlyRejected} new)`,
    `checkpoint ${showTime(after?.time) ?? 'none'}`,
  ];
  return `${new Date(endedAt).toISOString()} ${name} ${isFull ? 'full' : 'incremental'}: ${parts.join(', ')}`;
}

/** Returns the report as JSON, with the fields of the report of an import. */
export function runJsonReport(result: RunResult, { name, isDryRun, rejectsFile }: ReportOptions): string {
  const { state, walk, isFull, isComplete, filter, requests, before, after, startedAt, endedAt, notes } =
    result;
  const { read, valid, outcomes, rejected, warnings, unknownCountries } = state.counts;
  return JSON.stringify({
    connector: name,
    started_at: new Date(startedAt).toISOString(),
    duration_ms: endedAt - startedAt,
    dry_run: isDryRun,
    full: isFull,
    complete: isComplete,
    filter,
    pages: walk.pages,
    requests,
    read,
    older: state.older,
    undated: state.undated,
    repeated: state.repeated,
    skipped: state.skipped,
    skipped_ids: state.skippedIds,
    valid,
    sent: state.sent,
    ...outcomes,
    rejected,
    newly_rejected: state.newlyRejected,
    warnings: warnings.total,
    countries_left_out: Object.fromEntries(unknownCountries.kept),
    rejects_file: rejectsFile ?? null,
    checkpoint_before: showTime(before?.time) ?? null,
    checkpoint: showTime(after?.time) ?? null,
    notes,
  });
}

function showTime(time: Parameters<typeof showInstant>[0] | undefined): string | undefined {
  return time === undefined ? undefined : showInstant(time);
}

function showIds(ids: readonly string[], total: number): string {
  const shown = ids.slice(0, MOST_SHOWN).join(', ');
  return total > MOST_SHOWN ? `${shown} … and ${total - MOST_SHOWN} more (see --json)` : shown;
}
