import type { TestProject } from 'vitest/node';
import { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One server for all test files of a run: the one that the environment names, or a private one. */
// biome-ignore lint/style/noDefaultExport: what vitest looks for.
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const named = process.env.TEST_POSTGRES_URL;
  const server = named === undefined ? await PostgresServer.start() : undefined;
  provide('postgresUrl', named ?? (server as PostgresServer).url());
  return async () => server?.remove();
}
