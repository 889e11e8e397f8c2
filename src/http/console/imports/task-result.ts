import type { ImportPlan, ImportTask, PrintedReport, TaskEnd } from './task-runner.ts';
import { trimPlan } from './trim-plan.ts';
import type { UploadedFile } from './uploaded-file.ts';

/** Reads the end of a task. @returns the changes of the uploaded file. */
export function readResult(
  task: ImportTask,
  { exitCode, output, messages }: TaskEnd,
  { now, isInterrupted = false }: { readonly now: number; readonly isInterrupted?: boolean },
): Partial<UploadedFile> {
  if (task === 'plan') {
    return exitCode === 0 && output !== undefined
      ? { task: undefined, plan: trimPlan(output as ImportPlan), planErrors: undefined }
      : { task: undefined, planErrors: messages };
  }
  const result = { at: now, report: output as PrintedReport | undefined, messages, isInterrupted };
  return task === 'dry_run' ? { task: undefined, dryRun: result } : { task: undefined, run: result };
}
