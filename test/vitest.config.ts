import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Threads load the TypeScript of src/ and children the built program. With Node's compile cache, only the first of them
// erases the types of a module and compiles it, which halves the processor time of a thread's start.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/compile');

/**
 * The folders whose test files share their worker processes, so that a process loads the product once: this halves their
 * time. A test there replaces no module, starts no other process and restores what it changes.
 */
const SHARED = ['bench', 'client', 'contract', 'domain', 'http', 'mock', 'proxy', 'verify'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    globalSetup: ['test/support/postgres-setup.ts'],
    // Most tests wait: for another process, a socket or the disk.
    maxWorkers: availableParallelism() + 1,
    pool: 'forks',
    // With memory protection keys, V8 can end a process that starts and ends many threads ("Check failed: jit_page.has_value()").
    execArgv: ['--no-memory-protection-keys'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'shared', include: SHARED, isolate: false, globalSetup: [] } },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: ['test/**/*.test.ts'],
          exclude: [...SHARED, 'test/e2e/**'],
          globalSetup: [],
        },
      },
    ],
  },
});
