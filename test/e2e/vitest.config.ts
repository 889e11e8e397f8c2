import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The tests that need more than npm or more than a minute: other projects' tools, browsers, the executable. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    pool: 'forks',
    // As in ../vitest.config.ts.
    execArgv: ['--no-memory-protection-keys'],
    globalSetup: ['test/support/postgres-setup.ts'],
    // Adds the tools that only these tests use, after the Node of the product, because another one is among them.
    env: {
      PATH: ['../../node_modules/.bin', 'node_modules/.bin']
        .map((folder) => join(import.meta.dirname, folder))
        .concat(process.env.PATH ?? '')
        .join(delimiter),
    },
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // A page of a busy machine may need seconds to load its modules.
    expect: { poll: { timeout: 30_000 } },
  },
});
