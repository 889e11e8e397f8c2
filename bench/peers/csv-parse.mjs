// Reads the rows of a CSV file with csv-parse, as a stream. bench/import-read.ts starts it.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';

let rows = 0;
await pipeline(createReadStream(process.argv[2]), parse({ bom: true, trim: true }), async (records) => {
  for await (const _ of records) rows += 1;
});
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
// The first record is the header.
console.log(
  JSON.stringify({ rows: rows - 1, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMiB: maxRSS / 1024 }),
);
