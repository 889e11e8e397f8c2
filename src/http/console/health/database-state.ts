import type { ConsoleServices } from '../console-services.ts';

/** Whether the server can use its database at the moment. */
export interface DatabaseState {
  readonly responds: boolean;
  /** The free space of its disk, in bytes; undefined if the server cannot know it. */
  readonly freeBytes: number | undefined;
}

/** Asks the database and its disk. */
export async function readDatabaseState({
  store,
  health,
}: Pick<ConsoleServices, 'store' | 'health'>): Promise<DatabaseState> {
  const [responds, freeBytes] = await Promise.all([
    store.ping().then(
      () => true,
      () => false,
    ),
    health?.freeBytes().catch(() => undefined),
  ]);
  return { responds, freeBytes };
}
