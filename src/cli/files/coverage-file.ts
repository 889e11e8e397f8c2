import { writeFileSync } from 'node:fs';
import type { Option } from 'commander';
import { type Coverage, showCoverage } from '../../contract/validation/coverage.ts';
import { CliError } from '../cli-error.ts';
import { option } from '../config/environment.ts';
import { parsePercent } from '../parse.ts';
import { print } from '../terminal.ts';

export interface CoverageFlags {
  /** The file for the report as JSON. */
  readonly coverage?: string | undefined;
  /** The minimum spec coverage, in percent. */
  readonly failUnder?: number | undefined;
}

export function coverageOptions(): Option[] {
  return [
    option('--coverage <file>', 'print the spec coverage at the end, and write it to this file as JSON'),
    option(
      '--fail-under <percent>',
      'minimum spec coverage, 0 to 100; exit code 1 if the coverage is lower (default: 0)',
    ).argParser(parsePercent),
  ];
}

/** Returns whether an option requires coverage. */
export function isCounted({ coverage, failUnder }: CoverageFlags): boolean {
  return coverage !== undefined || failUnder !== undefined;
}

/**
 * Prints the spec coverage of a run, and writes it to the file.
 *
 * @param failures the other failures of the run.
 * @throws CliError with all failures, including a coverage that is too low.
 */
export function finishCoverage(
  counted: Coverage,
  { coverage, failUnder = 0 }: CoverageFlags,
  failures: readonly string[] = [],
): void {
  const report = counted.report();
  for (const line of showCoverage(report)) print(line);
  if (coverage !== undefined) writeFileSync(coverage, `${JSON.stringify(report, null, 2)}\n`);
  const isTooLow = report.percent < failUnder;
  const tooLow = `The spec coverage is ${report.percent} %; --fail-under requires ${failUnder} %.`;
  const all = [...failures, ...(isTooLow ? [tooLow] : [])];
  if (all.length > 0) throw new CliError(all.join('\n'));
}
