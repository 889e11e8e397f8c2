import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes away when the running test ends, or after something else: `tempFolder(afterAll)`. */
export function tempFolder(after: (tidy: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'upsertd-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
