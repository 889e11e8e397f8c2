import type { Connector } from '../../../pull/connector/connector.ts';
import { hasFilter } from '../../../pull/read/page-requests.ts';
import { countOf } from '../../count-of.ts';
import type { RunResult } from './run-types.ts';

/** Returns sentences about a run that succeeded, each of which an operator should look at. */
export function notesOf(
  { state, walk, filter }: Pick<RunResult, 'state' | 'walk' | 'filter'>,
  { incremental, endpoint, recordKey }: Connector,
  isHeld: boolean,
): string[] {
  const { read } = state.counts;
  const pageNote =
    walk.pages === 2
      ? 'The second page repeated the first one; check that the source knows the parameter of the page.'
      : 'The source repeated a page and reported more, so the run ended there.';
  const notes: [boolean, string][] = [
    [
      filter === 'ignored',
      `The source ignored the filter: ${countOf(state.older, 'record is', 'records are')} older. Check the name of the attribute.`,
    ],
    [walk.hasRepeatedPage, pageNote],
    [
      isHeld,
      'The source changed between two pages, so the checkpoint stays, and the next run reads these records again.',
    ],
    [
      incremental !== undefined && read > 0 && state.newest === undefined,
      `No record has a time at ${incremental?.cursorPath}, so each run reads all records. Check cursor_path.`,
    ],
    [
      incremental === undefined && !hasFilter(endpoint),
      'The connector has no section incremental, so each run sends all records.',
    ],
    [
      state.skipped > 0,
      `${countOf(state.skipped, 'person has no email and is', 'people have no email and are')} skipped; the email is required.`,
    ],
    [
      walk.total !== undefined &&
        filter === 'none' &&
        state.seen.size < walk.total - state.repeated &&
        !walk.hasMoved,
      `The source reports ${countOf(walk.total ?? 0, 'record')}, and the run read ${countOf(state.seen.size, 'different value')} of ${recordKey}.`,
    ],
  ];
  return notes.filter(([holds]) => holds).map(([, note]) => note);
}
