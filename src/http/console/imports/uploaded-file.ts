import type { Tenant } from '../../../domain/tenant.ts';
import type { ImportPlan, ImportSettings, ImportTask, PrintedReport } from './task-runner.ts';

/** A dry run or an import that has ended. */
export interface TaskResult {
  /** UNIX milliseconds. */
  readonly at: number;
  /** Undefined if the task ended before its first row. */
  readonly report: PrintedReport | undefined;
  readonly messages: readonly string[];
  /** Whether the server ended in the meantime. */
  readonly isInterrupted?: boolean;
}

/** A file that the operator has uploaded for an import, with its settings and results. It survives a restart. */
export interface UploadedFile {
  readonly id: string;
  /** A safe name with the ending of the operator's file. */
  readonly name: string;
  readonly bytes: number;
  readonly tenant: Tenant;
  /** UNIX milliseconds. */
  readonly uploadedAt: number;
  /** The time of the last change, after which the file is removed at some time. UNIX milliseconds. */
  readonly changedAt: number;
  readonly settings: ImportSettings;
  /** The task that is running, or that was running when the server ended. */
  readonly task?: ImportTask | undefined;
  readonly plan?: ImportPlan | undefined;
  /** Why the file could not be read. */
  readonly planErrors?: readonly string[] | undefined;
  readonly dryRun?: TaskResult | undefined;
  readonly run?: TaskResult | undefined;
  /** The temporary API key of the task. */
  readonly keyId?: string | undefined;
  /** The port at which the last import reached this server. An import resumes with the same URL only. */
  readonly port?: number | undefined;
}

/** For how long a file is stored after its last change, in milliseconds. */
export const STORED_MS = 24 * 60 * 60 * 1000;

/** Whether an import of the file has begun and has not read every row. */
export function isUnfinished({ run }: UploadedFile): boolean {
  return run !== undefined && run.report?.complete !== true;
}
