import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Creates an empty folder. It is deleted at the end of the running test, or in another hook: `tempFolder(afterAll)`. */
export function tempFolder(after: (tidy: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'upsertd-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
