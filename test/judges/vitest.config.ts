import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What needs more than npm, or longer than anybody waits for: tools of others, browsers, the executable. */
export default defineConfig({
  test: {
    include: ['test/judges/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/support/postgres-setup.ts'],
    // The tools that are only here, apart from all other packages.
    env: { PATH: [join(import.meta.dirname, 'node_modules/.bin'), process.env.PATH].join(delimiter) },
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
