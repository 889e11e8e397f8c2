import type { CheckResult } from '../domain/store/maintenance.ts';

/** The outcome of one check of a database. `verdict` and `detail` are what `upsertd doctor` prints. */
export type CheckOutcome = Omit<CheckResult, 'what'>;

export function good(detail: string): CheckOutcome {
  return { verdict: 'good', detail };
}

export function warning(detail: string): CheckOutcome {
  return { verdict: 'odd', detail };
}

export function bad(detail: string): CheckOutcome {
  return { verdict: 'bad', detail };
}
