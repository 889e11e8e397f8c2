import type { Contract } from '../../contract/load.ts';
import type { DatabaseHealth } from '../../domain/store/maintenance.ts';
import type { ApiStore } from '../../domain/store/store.ts';
import type { BackupJob } from '../jobs/backup-job.ts';
import type { RequestCounter } from '../jobs/request-counter.ts';
import type { DatabaseChecks } from './health/database-checks.ts';
import type { RequestFigures } from './health/request-figures.ts';
import type { ImportService } from './imports/import-service.ts';
import type { KeyAddresses } from './keys/key-addresses.ts';
import type { Activity } from './overview/activity.ts';
import type { RequestLog } from './requests/request-log.ts';

/** The services that the pages of the console use. */
export interface ConsoleServices {
  readonly store: ApiStore;
  readonly contract: Contract;
  /** Returns the time in UNIX milliseconds. */
  readonly clock: () => number;
  /** Returns a new UUID of version 7. */
  readonly newId: () => string;
  readonly log: RequestLog;
  readonly keyAddresses: KeyAddresses;
  readonly activity: Activity;
  readonly requestFigures: RequestFigures;
  readonly requestCounter: RequestCounter;
  /** The version of this program. */
  readonly version: string;
  /** What the server can learn about its database; undefined for a database in memory. */
  readonly health: DatabaseHealth | undefined;
  /** The scheduled backups, if there are any. */
  readonly backups: Pick<BackupJob, 'status'> | undefined;
  readonly checks: DatabaseChecks | undefined;
  /** Undefined if the server offers no imports. */
  readonly imports: ImportService | undefined;
  /** Whether the server has the API reference, so that pages can link to it. */
  readonly hasDocs: boolean;
  /** UNIX milliseconds. */
  readonly startedAt: number;
}
