import type { Contract } from '../contract/load.ts';
import { type ConsoleOptions, createConsole } from '../http/console/create-console.ts';
import { docsRoutes } from '../http/docs/docs-routes.ts';
import type { BackupJob } from '../http/jobs/backup-job.ts';
import { unknownPage } from '../http/pages/unknown-page.ts';
import type { ApiOptions } from '../http/server/create-api.ts';
import { openDatabaseHealth } from '../storage/open-database-health.ts';
import type { ServerStore } from '../writer/open-server-store.ts';

export interface PageOptions extends Pick<ApiOptions, 'clock'> {
  /** Called with an error of the background work. */
  readonly onError?: ApiOptions['onError'] | undefined;
  readonly contract: Contract;
  /** The URL of the database, such as `sqlite:./upsertd.db`. */
  readonly database: string;
  /** Serves the API reference at /docs. Default: false. */
  readonly docs?: boolean;
  /** Serves the console at /console, which this token opens. Default: no console. */
  readonly consoleToken?: string | undefined;
  /** A token that signs in to the console once, within 15 minutes after the start. Default: none. */
  readonly consoleLinkToken?: string | undefined;
  /** The imports that the console offers. Default: none. */
  readonly consoleImports?: ConsoleOptions['imports'];
  /** The version of this program, for the metrics and the console. */
  readonly version?: string;
}

/** Creates the pages for browsers: the API reference, the console, and the page for unknown paths if there is one of them. */
export function createPages(
  {
    contract,
    database,
    docs = false,
    consoleToken,
    consoleLinkToken,
    consoleImports,
    clock,
    onError,
    version,
  }: PageOptions,
  store: ServerStore,
  backups: BackupJob | undefined,
) {
  const console =
    consoleToken === undefined
      ? undefined
      : createConsole({
          contract,
          store,
          token: consoleToken,
          linkToken: consoleLinkToken,
          imports: consoleImports,
          hasDocs: docs,
          version,
          health: openDatabaseHealth(database),
          backups,
          onError,
          ...(clock && { clock }),
        });
  const reference = docs ? [docsRoutes({ contract, hasConsole: console !== undefined })] : [];
  const routes = [...reference, ...(console ? [console.routes] : [])];
  const hasPages = routes.length > 0;
  return {
    console,
    routes,
    unknownPage: hasPages ? unknownPage({ hasDocs: docs, hasConsole: console !== undefined }) : undefined,
  };
}
