/** Starts an import of the console while this process has no free file descriptor, and prints how it ended. */
import { openSync } from 'node:fs';
import { runImportTask } from '../../src/cli/serve/import-task.ts';

try {
  for (;;) openSync('/dev/null', 'r');
} catch {
  // The limit of the shell is reached.
}
const settings = { source: 'crm', options: {} };
const { ended } = runImportTask({ task: 'plan', folder: '/', file: 'a.csv', settings });
process.stdout.write(JSON.stringify(await ended));
