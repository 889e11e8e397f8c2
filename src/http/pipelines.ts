import type { IncomingMessage } from 'node:http';
import type { Contract } from '../contract/load.ts';
import type { SerializedResponse } from '../domain/idempotency-key.ts';
import type { RateLimits } from '../domain/rate-limit.ts';
import type { KeyStore, ResponseStore } from '../domain/store.ts';
import type { ExecuteWrite } from '../writes/write-request.ts';
import { callHandler } from './call-handler.ts';
import type { Handlers } from './handler.ts';
import { authenticate } from './middleware/authenticate.ts';
import { Idempotency } from './middleware/idempotency.ts';
import { limitRate } from './middleware/limit-rate.ts';
import { negotiateVersion } from './middleware/negotiate-version.ts';
import { readBody } from './middleware/read-body.ts';
import { requireAnyKey } from './middleware/require-any-key.ts';
import { requireScope } from './middleware/require-scope.ts';
import { route } from './middleware/route.ts';
import { validate } from './middleware/validate.ts';
import { clientAddressReader } from './request/client-address.ts';
import type { Middleware, RequestContext } from './request/request-context.ts';
import type { ServerRequestValidator } from './request/request-validator.ts';

/** The way of a request: what it must pass, in order, and who answers in the end. */
export interface Pipeline {
  readonly middlewares: readonly Middleware[];
  readonly handle: (context: RequestContext, request: IncomingMessage) => Promise<SerializedResponse>;
  readonly idempotency?: Idempotency;
}

export interface ServerPipelineOptions {
  readonly contract: Contract;
  readonly handlers: Handlers;
  readonly executeWrite: ExecuteWrite;
  readonly keys: KeyStore;
  readonly responses: ResponseStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  /** Ranges of the proxies whose X-Forwarded-For is believed; none unless given. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly onKeyUse: (keyId: string, now: number) => void;
  /** How often a key may ask; as often as it likes unless given. */
  readonly rateLimits?: RateLimits | undefined;
}

/** To the real thing, in the contract's order of judgement. */
export function serverPipeline(options: ServerPipelineOptions, validator: ServerRequestValidator): Pipeline {
  const { contract, handlers, executeWrite, keys, responses, clock, onKeyUse, rateLimits } = options;
  const readClientAddress = clientAddressReader(options.trustedProxies ?? []);
  const { operations } = contract;
  const idempotency = new Idempotency({ responses, clock });
  return {
    middlewares: [
      negotiateVersion(contract),
      authenticate({ keys, clock, readClientAddress, onUse: onKeyUse }),
      ...(rateLimits ? [limitRate({ limits: rateLimits, clock })] : []),
      route(operations),
      requireScope(),
      readBody(operations),
      idempotency.acquire(operations),
      validate(validator, operations),
    ],
    handle: callHandler({ handlers, operationIds: operations.map(({ id }) => id), executeWrite }),
    idempotency,
  };
}

/** To the mock: the same contract without anything that needs a memory. */
export function mockPipeline(
  contract: Contract,
  answer: (context: RequestContext, request: IncomingMessage) => Promise<SerializedResponse>,
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
    handle: answer,
  };
}
