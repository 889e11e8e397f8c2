import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseHealth } from '../domain/store/maintenance.ts';
import { fileOf } from './open-store.ts';
import { isPostgresUrl } from './postgres/open/postgres-url.ts';

/** Returns what a running server can learn about its database; undefined for a database in memory. */
export function openDatabaseHealth(url: string): DatabaseHealth | undefined {
  if (isPostgresUrl(url)) {
    return {
      hasBackups: false,
      diagnose: async (now) => {
        const { diagnoseDatabase } = await import('./postgres/maintenance/diagnose.ts');
        return diagnoseDatabase(url, now);
      },
      freeBytes: async () => undefined,
    };
  }
  const path = fileOf(url);
  if (path === undefined) return undefined;
  return {
    hasBackups: true,
    diagnose: async (now) => {
      const { diagnoseInThread } = await import('./sqlite/maintenance/diagnose-thread.ts');
      return diagnoseInThread(path, now);
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dirname(path));
      return bavail * bsize;
    },
  };
}
