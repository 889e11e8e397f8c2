import type { Contract } from '../../contract/load.ts';
import type { ApiStore } from '../../domain/store.ts';
import type { Activity } from './overview/activity.ts';
import type { RequestLog } from './requests/request-log.ts';

/** What the console's pages work with. */
export interface ConsoleServices {
  readonly store: ApiStore;
  readonly contract: Contract;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  /** A UUID of version 7. */
  readonly newId: () => string;
  readonly log: RequestLog;
  readonly activity: Activity;
  /** Whether there is a reference to lead to. */
  readonly hasDocs: boolean;
  /** UNIX milliseconds. */
  readonly startedAt: number;
}
