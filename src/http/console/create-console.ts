import type { Router } from 'express';
import { v7 as uuidV7 } from 'uuid';
import type { Contract } from '../../contract/load.ts';
import type { ApiStore } from '../../domain/store.ts';
import type { EndListener } from '../run-pipeline.ts';
import { consoleRoutes } from './console-routes.ts';
import { Activity } from './overview/activity.ts';
import { RequestLog } from './requests/request-log.ts';
import { Sessions } from './sessions.ts';

export interface ConsoleOptions {
  readonly store: ApiStore;
  readonly contract: Contract;
  /** Whether the server has the API reference, so that pages can link to it. */
  readonly hasDocs: boolean;
  /** The text with which an operator signs in. */
  readonly token: string;
  /** Returns the time in UNIX milliseconds. Default: the clock of the system. */
  readonly clock?: () => number;
}

export interface Console {
  readonly routes: Router;
  /** Record each finished request of the API's pipeline. */
  readonly onEnd: readonly EndListener[];
}

/** Creates the console at `/console` for the operator. It records requests in memory, so a restart clears them. */
export function createConsole({ token, clock = Date.now, ...options }: ConsoleOptions): Console {
  const log = new RequestLog(options.contract.operations, clock);
  const activity = new Activity(clock);
  const services = { ...options, clock, newId: () => uuidV7(), log, activity, startedAt: clock() };
  return {
    routes: consoleRoutes(services, new Sessions(token)),
    onEnd: [log.record, activity.recordRequest],
  };
}
