import { tooManyUnread } from '../../domain/problem.ts';
import type { MemoryBudget } from '../limits/memory-budget.ts';
import { type Middleware, required } from '../run-pipeline.ts';

/** Refuses a read before its work, if there is no memory for any response to it. */
export function limitResponses(memory: MemoryBudget): Middleware {
  return function limitResponses(context, next) {
    if (!memory.hasRoom(required(context.caller, 'authenticate').id, 1)) throw tooManyUnread();
    return next();
  };
}
