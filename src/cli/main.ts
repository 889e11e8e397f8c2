#!/usr/bin/env node
import { refuseOldNode } from './node-version.ts';
import { printFailure } from './terminal.ts';

const refusal = refuseOldNode(process.versions.node);
if (refusal) {
  printFailure(refusal);
  process.exit(1);
}
// This import comes last, because an older Node may fail to load it.
const { run } = await import('./program.ts');
process.exitCode = await run();
