import type { Router } from 'express';
import { v7 as uuidV7 } from 'uuid';
import type { Contract } from '../../contract/load.ts';
import type { DatabaseHealth } from '../../domain/store/maintenance.ts';
import type { ApiStore } from '../../domain/store/store.ts';
import type { BackupJob } from '../jobs/backup-job.ts';
import { RequestCounter } from '../jobs/request-counter.ts';
import type { EndListener } from '../run-pipeline.ts';
import { consoleRoutes } from './console-routes.ts';
import type { ConsoleServices } from './console-services.ts';
import { DatabaseChecks } from './health/database-checks.ts';
import { RequestFigures } from './health/request-figures.ts';
import { type ConsoleImportOptions, ImportService } from './imports/import-service.ts';
import { KeyAddresses } from './keys/key-addresses.ts';
import { Activity } from './overview/activity.ts';
import { RequestLog } from './requests/request-log.ts';
import { LINK_MS, Sessions } from './sessions.ts';

export interface ConsoleOptions {
  readonly store: ApiStore;
  readonly contract: Contract;
  /** Whether the server has the API reference, so that pages can link to it. */
  readonly hasDocs: boolean;
  /** The text with which an operator signs in. */
  readonly token: string;
  /** A token that signs in once, within LINK_MS after the start. Default: none. */
  readonly linkToken?: string | undefined;
  /** The version of this program. Default: unknown. */
  readonly version?: string | undefined;
  /** What the server can learn about its database. Default: nothing. */
  readonly health?: DatabaseHealth | undefined;
  /** The scheduled backups. Default: none. */
  readonly backups?: Pick<BackupJob, 'status'> | undefined;
  /** The imports that the console offers. Default: none. */
  readonly imports?: ConsoleImportOptions | undefined;
  /** Returns the time in UNIX milliseconds. Default: the clock of the system. */
  readonly clock?: () => number;
  /** Called with an error of the background work. */
  readonly onError?: ((message: string, error: unknown) => void) | undefined;
}

export interface Console {
  readonly routes: Router;
  /** Record each finished request of the API's pipeline. */
  readonly onEnd: readonly EndListener[];
  /** Stores what is only in memory. Call it before you close the store. */
  stop(): Promise<void>;
  /** The imports, which start and stop with the server. */
  readonly imports: ImportService | undefined;
}

/** Creates the console at `/console` for the operator. Of the requests, only the counts per minute survive a restart. */
export function createConsole({
  token,
  linkToken,
  clock = Date.now,
  onError,
  ...options
}: ConsoleOptions): Console {
  const log = new RequestLog(options.contract.operations, clock);
  const keyAddresses = new KeyAddresses(clock);
  const activity = new Activity(clock);
  const requestFigures = new RequestFigures(clock);
  const { requestCounts } = options.store;
  const requestCounter = new RequestCounter({
    requestCounts,
    clock,
    onError: (error) => onError?.('counts of requests were not stored', error),
  });
  const { health, backups, version = 'unknown' } = options;
  const newId = () => uuidV7();
  const imports =
    options.imports && new ImportService({ ...options.imports, store: options.store, clock, newId });
  const services: ConsoleServices = {
    ...options,
    version,
    health,
    backups,
    checks: health && new DatabaseChecks(health, clock),
    clock,
    newId,
    imports,
    log,
    keyAddresses,
    activity,
    requestFigures,
    requestCounter,
    startedAt: clock(),
  };
  return {
    routes: consoleRoutes(
      services,
      new Sessions(
        token,
        linkToken === undefined ? undefined : { token: linkToken, endsAt: clock() + LINK_MS },
      ),
    ),
    imports,
    onEnd: [
      log.record,
      keyAddresses.record,
      activity.recordRequest,
      requestFigures.record,
      requestCounter.record,
    ],
    stop: () => requestCounter.stop(),
  };
}
