import { DEFAULT_CONFIG_FILE } from '../../config/environment.ts';
import { partPath } from '../../files/replace-file.ts';
import { printError } from '../../terminal.ts';
import { STANDARD_INPUT } from '../read/input-file.ts';
import { OutputChecksums } from './output-checksums.ts';
import { refuseOutput } from './prepare-outputs.ts';
import { progressPath, type ResumePoint, readSavedAt } from './progress-file.ts';
import { refuseOverwrite } from './refuse-overwrite.ts';
import { type RejectedTable, rejectsEncoder } from './rejects-encoder.ts';
import { RejectsFile } from './rejects-file.ts';
import { ReportFile } from './report-file.ts';

export interface OutputOptions {
  /** The path of the imported file, or `stdin`. */
  readonly base: string;
  readonly table: RejectedTable;
  readonly rejects: string | undefined;
  readonly report: string | undefined;
  readonly config: string | undefined;
}

/** Returns the path from which the names of the output files of an import are made. */
export function outputBase(file: string): string {
  return file === STANDARD_INPUT ? 'stdin' : file;
}

/** The files that an import writes for the owner of the imported file. */
export class Outputs {
  readonly rejects: RejectsFile;
  /** Undefined if its folder cannot be written and no option names another. */
  readonly report: ReportFile | undefined;
  readonly #checksums: OutputChecksums;

  /** @throws CliError if a file cannot be written, or would replace a file that is not an import's. */
  constructor({ base, table, rejects, report, config }: OutputOptions) {
    this.#checksums = new OutputChecksums(base);
    const progress = progressPath(base);
    const earlier = { checksums: this.#checksums, savedAt: readSavedAt(progress) };
    const used = [
      { path: base, description: 'the file to import' },
      { path: progress, description: 'the progress file' },
      { path: partPath(progress), description: 'the progress file' },
      { path: config ?? DEFAULT_CONFIG_FILE, description: 'the configuration file' },
    ];
    this.rejects = new RejectsFile(
      rejects ?? `${base}.rejected.${table.rejects.ending}`,
      rejectsEncoder(table),
    );
    refuseOverwrite(this.rejects.path, used);
    refuseOutput(this.rejects.path, '--rejects', earlier);
    const file = new ReportFile(report ?? `${base}.report.csv`);
    const rejected = { path: this.rejects.path, description: 'the file of rejected rows' };
    refuseOverwrite(file.path, [...used, rejected], '--report');
    this.report = file;
    try {
      refuseOutput(file.path, '--report', earlier);
    } catch (error) {
      if (report !== undefined || !(error instanceof Error)) throw error;
      printError(`There is no report of the single rows: ${error.message}`);
      this.report = undefined;
    }
  }

  /** Continues the files of the import that stopped, or removes those of an earlier import. */
  open(resumePoint: ResumePoint | undefined): void {
    for (const [file, bytes] of [
      [this.rejects, resumePoint?.rejectsBytes],
      [this.report, resumePoint?.reportBytes],
    ] as const) {
      if (bytes === undefined && resumePoint === undefined) file?.removeEarlier();
      else file?.appendAfter(bytes ?? 0);
    }
  }

  /** Stores the checksums of the files, so that a later import can replace them. */
  close(): void {
    const files = [this.rejects, this.report].filter((file) => file?.hasRows);
    this.#checksums.save(files.flatMap((file) => file?.path ?? []));
  }
}
