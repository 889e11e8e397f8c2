import type { Violation } from '../contract/judge/judge-answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Summary } from '../http/summary.ts';

/** Gathers what went wrong inside of a server: what a client sees as a 500 without a reason. */
export class Faults {
  readonly told: string[] = [];

  /** For `createApp`. */
  readonly hooks = {
    onEnd: ({ fault, operation }: Summary): void => {
      if (fault) this.told.push(`${operation}: ${String((fault as Error).stack ?? fault)}`);
    },
    onViolation: ({ operation }: Exchange, violations: readonly Violation[]): void => {
      this.told.push(`${operation?.id} answered against the spec: ${violations.join('; ')}`);
    },
  };

  /** @throws Error that tells all of them, if there are any. */
  raise(): void {
    if (this.told.length > 0) throw new Error(`The server made mistakes:\n${this.told.join('\n')}`);
  }
}
