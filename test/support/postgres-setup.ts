import type { TestProject } from 'vitest/node';
import { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Provides one PostgreSQL server for all test files: that of the environment variable, or a private one. */
// biome-ignore lint/style/noDefaultExport: vitest requires it.
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const named = process.env.TEST_POSTGRES_URL;
  const server = named === undefined ? await PostgresServer.start() : undefined;
  provide('postgresUrl', named ?? (server as PostgresServer).url());
  return async () => server?.remove();
}
