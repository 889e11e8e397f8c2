import { defineConfig } from 'vitest/config';

/** What needs more than npm, or longer than anybody waits for: tools of others, browsers, the executable. */
export default defineConfig({
  test: {
    include: ['test/judges/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/support/postgres-setup.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
