import { writeFileSync } from 'node:fs';
import type { Option } from 'commander';
import { type Coverage, showCoverage } from '../contract/validation/coverage.ts';
import { CliError } from './cli-error.ts';
import { option } from './config/environment.ts';
import { parsePercent } from './parse.ts';
import { print } from './terminal.ts';

export interface CoverageFlags {
  /** Where the report goes as JSON, if anywhere. */
  readonly coverage?: string | undefined;
  /** The least percentage that is good enough. */
  readonly failUnder?: number | undefined;
}

export function coverageOptions(): Option[] {
  return [
    option(
      '--coverage <file>',
      'at the end, print which parts of the spec were exercised, and write it as JSON',
    ),
    option('--fail-under <percent>', 'fail when less of the spec was exercised').argParser(parsePercent),
  ];
}

export function isCounted({ coverage, failUnder }: CoverageFlags): boolean {
  return coverage !== undefined || failUnder !== undefined;
}

/**
 * Prints what a run has exercised, and writes it to the file.
 *
 * @param failures what else has gone wrong.
 * @throws Failure with all of it, and when less was exercised than was asked for.
 */
export function finishCoverage(
  counted: Coverage,
  { coverage, failUnder = 0 }: CoverageFlags,
  failures: readonly string[] = [],
): void {
  const report = counted.report();
  for (const line of showCoverage(report)) print(line);
  if (coverage !== undefined) writeFileSync(coverage, `${JSON.stringify(report, null, 2)}\n`);
  const isTooLittle = report.percent < failUnder;
  const tooLittle = `${report.percent} % of the spec was exercised; ${failUnder} % was asked for.`;
  const all = [...failures, ...(isTooLittle ? [tooLittle] : [])];
  if (all.length > 0) throw new CliError(all.join('\n'));
}
