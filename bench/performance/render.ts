import { readResults, writeReport } from './report.ts';

/** Redraws the table and the chart from the results saved in a folder, without measuring. Default: docs/bench. */
const folder = process.argv[2] ?? 'docs/bench';
writeReport(folder, readResults(folder));
