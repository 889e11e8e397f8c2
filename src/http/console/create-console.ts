import type { Router } from 'express';
import { v7 as uuidV7 } from 'uuid';
import type { Contract } from '../../contract/load.ts';
import type { ApiStore } from '../../domain/store.ts';
import type { EndListener } from '../run-pipeline.ts';
import { Activity } from './overview/activity.ts';
import { consoleRoutes } from './console-routes.ts';
import { RequestLog } from './requests/request-log.ts';
import { Sessions } from './sessions.ts';
import { readSyncOutcomes } from './overview/sync-outcomes.ts';

export interface ConsoleOptions {
  readonly store: ApiStore;
  readonly contract: Contract;
  /** Whether there is a reference to lead to. */
  readonly hasDocs: boolean;
  /** The text that lets somebody in. */
  readonly token: string;
  /** UNIX milliseconds; the system's clock unless given. */
  readonly clock?: () => number;
}

export interface Console {
  readonly routes: Router;
  /** What the API's pipeline tells it. */
  readonly onEnd: EndListener;
}

/** The console at `/console`, for the person who runs the server. What it has seen is in memory and ends with it. */
export function createConsole({ token, clock = Date.now, ...about }: ConsoleOptions): Console {
  const log = new RequestLog();
  const activity = new Activity();
  const services = { ...about, clock, newId: () => uuidV7(), log, activity, startedAt: clock() };
  return {
    routes: consoleRoutes(services, new Sessions(token)),
    onEnd: (entry, context) => {
      const now = clock();
      log.note(entry, context, now);
      const synced = context.caller && readSyncOutcomes(entry, context);
      if (!context.caller || !synced) return;
      for (const outcome of synced.outcomes) activity.note(context.caller, synced.source, outcome, now);
    },
  };
}
