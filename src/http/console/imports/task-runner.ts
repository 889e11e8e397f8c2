/** What an import does: read a file and plan its mapping, foretell the results, or write customers. */
export type ImportTask = 'plan' | 'dry_run' | 'import';

/** The options of `upsertd import` that the console offers, besides the mapping. A switch has the value `yes`. */
export const OFFERED_OPTIONS = [
  'format',
  'encoding',
  'delimiter',
  'skip-lines',
  'sheet',
  'duplicates',
  'phone-country',
  'date-format',
  'time-zone',
  'email-template',
  'clear-empty',
] as const;

export type OfferedOption = (typeof OFFERED_OPTIONS)[number];

export interface FieldOfColumn {
  readonly field: string;
  /** A column, or a template such as `{First Name} {Last Name}`. */
  readonly column: string;
}

export interface ImportSettings {
  readonly source: string;
  readonly options: Readonly<Partial<Record<OfferedOption, string>>>;
  /** Default: the import guesses the fields from the names of the columns. */
  readonly mapping?: {
    readonly maps: readonly FieldOfColumn[];
    readonly skipped: readonly string[];
  };
}

/** What an import found in a file. The names are those of `upsertd import --plan`. */
export interface ImportPlan {
  readonly format: string;
  readonly encoding: string;
  readonly delimiter: string | null;
  readonly skipped_lines: number;
  readonly sheet: string | null;
  readonly sheets: readonly string[];
  readonly fields: readonly string[];
  readonly required_fields: readonly string[];
  readonly maps: readonly FieldOfColumn[];
  readonly columns: readonly PlannedColumn[];
  readonly counted_rows: number;
  readonly all_rows_counted: boolean;
  readonly first_rows: readonly PlannedRow[];
  /** Why the import would refuse the mapping. */
  readonly problem: string | null;
  readonly notices: readonly string[];
}

export interface PlannedColumn {
  readonly name: string;
  readonly field: string | null;
  readonly not_mapped_because: string | null;
  readonly empty_cells: number;
  readonly repeated_cells: number;
}

export interface PlannedRow {
  readonly line: number;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly rejected?: string;
  readonly skipped?: string;
}

/** The counts of a dry run or an import. The names are those of `upsertd import --json`. */
export interface PrintedReport {
  readonly complete: boolean;
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly linked: number;
  readonly stale: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly warnings: number;
  /** The number of rows by reason of rejection. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly countries_left_out: Readonly<Record<string, number>>;
  /** The names of the files, in the folder of the imported file. */
  readonly rejects_file: string | null;
  readonly report_file: string | null;
}

export interface TaskProgress {
  readonly rows: number;
  /** The bytes of the file that are done, and all of them. */
  readonly position: number;
  readonly size: number;
}

export interface TaskRequest {
  readonly task: ImportTask;
  /** The working folder, which contains the file. The output files are created there. */
  readonly folder: string;
  readonly file: string;
  readonly settings: ImportSettings;
  /** Where the rows go. A plan needs no server. */
  readonly server?: { readonly url: string; readonly apiKey: string };
  /** Continues an import that stopped. */
  readonly isResumed?: boolean;
  readonly onProgress?: (progress: TaskProgress) => void;
}

export interface TaskEnd {
  /** Null if the import was killed. */
  readonly exitCode: number | null;
  /** The JSON that the import printed; undefined if it printed none. */
  readonly output: unknown;
  /** The messages for the operator. */
  readonly messages: readonly string[];
}

export interface RunningTask {
  /** Resolves when the import has ended, however it ended. */
  readonly ended: Promise<TaskEnd>;
  /** Lets running requests end and saves the progress. Kills the import if it has not ended after a while. */
  stop(): void;
}

/** Runs an import outside of this process, so that its memory and processor time do not slow the server. */
export type TaskRunner = (request: TaskRequest) => RunningTask;
