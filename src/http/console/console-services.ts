import type { Contract } from '../../contract/load.ts';
import type { ApiStore } from '../../domain/store.ts';
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
  readonly activity: Activity;
  /** Whether the server has the API reference, so that pages can link to it. */
  readonly hasDocs: boolean;
  /** UNIX milliseconds. */
  readonly startedAt: number;
}
