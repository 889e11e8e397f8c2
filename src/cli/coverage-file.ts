import { writeFileSync } from 'node:fs';
import type { Option } from 'commander';
import { type Coverage, type CoverageReport, showCoverage } from '../contract/judge/coverage.ts';
import { option } from './config.ts';
import { Failure } from './failure.ts';
import { print } from './terminal.ts';

export interface CoverageOutput {
  /** Where the report goes as JSON, if anywhere. */
  readonly file?: string | undefined;
  /** The least percentage that is good enough. */
  readonly failUnder?: number | undefined;
}

/** For a server that counts what its clients exercise. */
export function coverageOption(): Option {
  return option('--coverage <file>', 'at the end, print and write which parts of the spec were exercised');
}

/**
 * Prints what a run has exercised, writes it to a file, and fails when it was too little.
 *
 * @throws Failure when less was exercised than `failUnder` asks for.
 */
export function finishCoverage(coverage: Coverage, { file, failUnder }: CoverageOutput): void {
  const report: CoverageReport = coverage.report();
  for (const line of showCoverage(report)) print(line);
  if (file) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  if (failUnder !== undefined && report.percent < failUnder) {
    throw new Failure(`${report.percent} % of the spec was exercised; ${failUnder} % was asked for.`);
  }
}
