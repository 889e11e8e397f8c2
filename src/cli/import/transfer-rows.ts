import { type ReadRow, readRows } from './map/read-row.ts';
import type { ImportCounts } from './progress/import-counts.ts';
import { type MaxRejects, tooManyRejects } from './progress/max-rejects.ts';
import type { Outputs } from './progress/outputs.ts';
import type { ProgressFile, ResumePoint } from './progress/progress-file.ts';
import { ProgressRecorder } from './progress/progress-recorder.ts';
import type { ImportProgress } from './progress/show-progress.ts';
import type { Row } from './read/table.ts';
import type { GroupLimits } from './send/group-rows.ts';
import { importRows } from './send/import-rows.ts';
import type { SendRows } from './send/send-rows.ts';

/** Everything after the reading of a source: mapping, validation, requests, rejected rows and counts. */
export interface TransferOptions {
  /** All rows of the source, from its first row. A source may be a file or the responses of an API. */
  readonly rows: AsyncIterable<readonly Row[]>;
  /** Maps and validates a row. */
  readonly read: (row: Row) => ReadRow;
  readonly send: SendRows;
  readonly limits: GroupLimits;
  /** The number of concurrent requests. */
  readonly workers: number;
  readonly outputs: Pick<Outputs, 'rejects' | 'report'>;
  readonly counts: ImportCounts;
  readonly progress: ImportProgress;
  readonly progressFile: ProgressFile | undefined;
  readonly resumePoint: ResumePoint | undefined;
  readonly maxRejects: MaxRejects | undefined;
  /** Aborted with the reason as a clause, here or by the caller. No new request then starts. */
  readonly stop: AbortController;
}

/**
 * Sends the rows of a source and records the results. It sends the rows of one customer in the order of the source.
 *
 * @throws the first error of reading, sending or recording, after running requests have ended.
 */
export async function transferRows(options: TransferOptions): Promise<void> {
  const { rows, read, send, limits, workers, outputs, counts, progress, progressFile } = options;
  const { maxRejects, stop, resumePoint } = options;
  const recorder = new ProgressRecorder({
    counts,
    ...outputs,
    progress,
    progressFile,
    end: resumePoint?.end ?? 0,
    afterGroup: () => {
      const problem = maxRejects && tooManyRejects(maxRejects, counts);
      if (problem && !stop.signal.aborted) stop.abort(`because ${problem}`);
    },
  });
  const skip = counts.read;
  let isComplete = false;
  try {
    recorder.save();
    const sent = { limits, workers, stop: stop.signal, send, recorder };
    await importRows(readRows(rows, { skip, read }), sent);
    isComplete = !stop.signal.aborted;
  } finally {
    progress.stop();
    recorder.close({ isComplete });
  }
}
