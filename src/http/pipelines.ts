import type { Contract } from '../contract/load.ts';
import type { RateLimits } from '../domain/rate-limit.ts';
import type { ResponseStore } from '../domain/store/store.ts';
import type { ExecuteWrite } from '../writes/write-request.ts';
import { callHandler } from './call-handler.ts';
import type { Handlers } from './handler.ts';
import type { MemoryBudget } from './limits/memory-budget.ts';
import { type AuthenticateOptions, authenticate } from './middleware/authenticate.ts';
import { idempotency } from './middleware/idempotency.ts';
import { limitRate } from './middleware/limit-rate.ts';
import { limitResponses } from './middleware/limit-responses.ts';
import { negotiateVersion } from './middleware/negotiate-version.ts';
import { readBody } from './middleware/read-body.ts';
import { requireAnyKey } from './middleware/require-any-key.ts';
import { requireScope } from './middleware/require-scope.ts';
import { route } from './middleware/route.ts';
import { validate } from './middleware/validate.ts';
import type { ServerRequestValidator } from './request/request-validator.ts';
import type { Handle, Pipeline } from './run-pipeline.ts';

export interface ServerPipelineOptions extends AuthenticateOptions {
  readonly contract: Contract;
  readonly handlers: Handlers;
  readonly executeWrite: ExecuteWrite;
  readonly responses: ResponseStore;
  /** The memory of the request bodies. Default: no limit. */
  readonly bodyMemory?: MemoryBudget | undefined;
  /** The memory of the responses that have not been read yet. Default: no limit. */
  readonly responseMemory?: MemoryBudget | undefined;
  /** The rate limits of each API key. Default: no limits. */
  readonly rateLimits?: RateLimits | undefined;
}

/** The pipeline of `serve`, with its checks in the order that the contract defines. */
export function serverPipeline(options: ServerPipelineOptions, validator: ServerRequestValidator): Pipeline {
  const { contract, handlers, executeWrite, clock, rateLimits, bodyMemory, responseMemory } = options;
  const { operations } = contract;
  return {
    middlewares: [
      negotiateVersion(contract),
      authenticate(options),
      ...(rateLimits ? [limitRate({ limits: rateLimits, clock })] : []),
      route(operations),
      requireScope(),
      readBody(operations, bodyMemory),
      ...(responseMemory ? [{ only: 'reads', run: limitResponses(responseMemory) } as const] : []),
      { only: 'writes', run: idempotency(options, operations) },
      validate(validator, operations),
    ],
    handle: callHandler({ handlers, operationIds: operations.map(({ id }) => id), executeWrite }),
  };
}

/** The pipeline of `mock`: the same contract, without the middleware that needs a database. */
export function mockPipeline(
  contract: Contract,
  handle: Handle,
  validator: ServerRequestValidator,
): Pipeline {
  return {
    middlewares: [
      negotiateVersion(contract),
      requireAnyKey(),
      route(contract.operations),
      readBody(contract.operations),
      validate(validator, contract.operations),
    ],
    handle,
  };
}
