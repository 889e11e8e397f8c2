#!/usr/bin/env node
// Nothing else is imported before this check: on an older Node the database driver ends the process without a word.
const OLDEST = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < OLDEST) {
  process.stderr.write(
    `upsertd needs Node ${OLDEST} or newer; this is Node ${process.versions.node}. Install it from https://nodejs.org, or with npm: npm install --global node@${OLDEST}\n`,
  );
  process.exit(1);
}
const { run } = await import('./program.ts');
process.exitCode = await run();
