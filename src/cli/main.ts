#!/usr/bin/env node
import { refuseOldNode } from './node-version.ts';

const refusal = refuseOldNode(process.versions.node);
if (refusal) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}
// Only now, because what this loads may not even load on an older Node.
const { run } = await import('./program.ts');
process.exitCode = await run();
