import express, { type Express, type Request } from 'express';
import { AnswerJudge, type Violation } from '../contract/judge/judge-answer.ts';
import type { Contract } from '../contract/load.ts';
import type { AnswerStore, KeyStore } from '../domain/store.ts';
import { AnswerWriter } from './answer-writer.ts';
import { callHandler } from './call-handler.ts';
import { crossOrigin } from './cross-origin.ts';
import type { Exchange } from './exchange.ts';
import type { Handlers } from './handler.ts';
import type { Metrics } from './metrics.ts';
import { authenticate } from './middleware/authenticate.ts';
import { negotiateVersion } from './middleware/negotiate-version.ts';
import { readBody } from './middleware/read-body.ts';
import { recall } from './middleware/recall.ts';
import { requireScope } from './middleware/require-scope.ts';
import { route } from './middleware/route.ts';
import { validate } from './middleware/validate.ts';
import { pipeline } from './pipeline.ts';
import { publicRoutes } from './public-routes.ts';
import { RequestValidator } from './request-validator.ts';
import type { Summary } from './summary.ts';
import { withoutDoubledSlash } from './target.ts';

export interface AppOptions {
  readonly contract: Contract;
  readonly handlers: Handlers;
  readonly keys: KeyStore;
  readonly answers: AnswerStore;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  readonly metrics: Metrics;
  /** Rejects while the store does not answer. */
  readonly ping: () => Promise<void>;
  /** Holds every answer against the spec before it leaves; a wrong one becomes a 500. */
  readonly validateResponses?: boolean;
  /** Origins whose pages may call; none unless given. */
  readonly corsOrigins?: readonly string[];
  readonly onKeyUse?: (keyId: string, now: number) => void;
  readonly onEnd?: (summary: Summary) => void;
  readonly onViolation?: (exchange: Exchange, violations: readonly Violation[]) => void;
}

export interface App {
  readonly express: Express;
  /** Compiles every operation's validator, one a tick; until it resolves, `/readyz` says no. */
  warm(): Promise<void>;
}

/** The whole way of a request, one line a step, in the contract's order of judgement. */
export function createApp(options: AppOptions): App {
  const { contract, handlers, keys, answers, clock, ping } = options;
  const nothing = () => {};
  const app = express();
  app
    .set('case sensitive routing', true)
    .set('strict routing', true)
    .set('etag', false)
    .disable('x-powered-by');
  const validator = new RequestValidator(contract);
  const writer = new AnswerWriter({
    judge: options.validateResponses ? new AnswerJudge(contract.document) : undefined,
    onViolation: options.onViolation ?? nothing,
  });
  let isWarm = false;
  const checkReady = async () => {
    if (!isWarm) throw new Error('The validators are still being compiled.');
    await ping();
  };

  app.use((request: Request, _response, next) => {
    request.url = withoutDoubledSlash(request.url);
    next();
  });
  app.use(crossOrigin(options.corsOrigins ?? [], contract.operations));
  app.use(publicRoutes({ document: contract.document, checkReady, metrics: options.metrics }));
  app.use(
    pipeline({
      steps: [
        negotiateVersion(contract),
        authenticate({ keys, clock, onUse: options.onKeyUse ?? nothing }),
        route(contract.operations),
        requireScope(),
        readBody(contract.operations),
        recall({ answers, clock }),
        validate(validator, contract.operations),
      ],
      handle: callHandler(
        handlers,
        contract.operations.map(({ id }) => id),
      ),
      answers,
      writer,
      onEnd: (summary) => {
        options.metrics.noteRequest(summary);
        options.onEnd?.(summary);
      },
    }),
  );

  return {
    express: app,
    warm: async () => {
      for (const operation of contract.operations) {
        await validator.warm(operation);
        await new Promise(setImmediate);
      }
      isWarm = true;
    },
  };
}
