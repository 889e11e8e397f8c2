import type { RequestListener } from 'node:http';
import express, { type RequestHandler } from 'express';
import type { Contract } from '../../contract/load.ts';
import type { Operation } from '../../contract/operations.ts';
import { withoutDoubledSlash } from '../../contract/router.ts';
import {
  type ObservedResponse,
  ResponseValidator,
  type Violation,
} from '../../contract/validation/response-validator.ts';
import { answerPageError } from '../pages/page-error.ts';
import type { Pipeline } from '../pipelines.ts';
import type { RequestContext } from '../request/request-context.ts';
import { ServerRequestValidator } from '../request/request-validator.ts';
import { ResponseWriter } from '../response/response-writer.ts';
import { createPipelineRunner, type EndListener } from '../run-pipeline.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { crossOrigin } from './cross-origin.ts';
import { publicRoutes } from './public-routes.ts';

export interface AppOptions {
  readonly contract: Contract;
  /** Creates the pipeline: `serverPipeline` or `mockPipeline`. */
  readonly pipeline: (validator: ServerRequestValidator) => Pipeline;
  /** Counts, where anybody may ask for figures. */
  readonly metrics?: Metrics;
  /** Rejects while requests cannot be answered. */
  readonly ping: () => Promise<void>;
  /** Holds every answer against the spec before it leaves; a wrong one becomes a 500. */
  readonly validateResponses?: boolean;
  /** Origins whose pages may call; none unless given. */
  readonly corsOrigins?: readonly string[];
  /** What people look at in a browser, each under a path of its own; no other origin may read it. */
  readonly pages?: readonly RequestHandler[];
  /** Who sends it may read the metrics; unless given, who asks on this machine. */
  readonly metricsToken?: string | undefined;
  /** Ranges of the proxies whose X-Forwarded-For is believed; none unless given. */
  readonly trustedProxies?: readonly string[];
  /** Tells browsers for how long to come by TLS only, in seconds; nothing unless given. */
  readonly hstsSeconds?: number | undefined;
  /** Follows every request, where somebody watches. */
  readonly tracing?: Tracing | undefined;
  readonly onEnd?: EndListener;
  /** Hears of every answer of an operation, as it goes out. */
  readonly onResponse?: (operation: Operation, answered: ObservedResponse) => void;
  readonly onViolation?: (context: RequestContext, violations: readonly Violation[]) => void;
  /** Hears of what went wrong apart from the operations, and what it was. */
  readonly onError?: (what: string, error: unknown) => void;
}

export interface App {
  readonly listener: RequestListener;
  /** Compiles every operation's validator, one a tick; until it resolves, `/readyz` says no. */
  warm(): Promise<void>;
}

/** The way of a request with all that surrounds it. */
export function createApp(options: AppOptions): App {
  const { contract, metrics } = options;
  const validator = new ServerRequestValidator(contract);
  const writer = new ResponseWriter({
    validator: options.validateResponses ? new ResponseValidator(contract.document) : undefined,
    onResponse: options.onResponse,
    onViolation: options.onViolation ?? (() => {}),
  });
  let isWarm = false;
  const checkReady = async () => {
    if (!isWarm) throw new Error('The validators are still being compiled.');
    await options.ping();
  };
  const onEnd: EndListener = (entry, context) => {
    metrics?.noteRequest(entry);
    options.onEnd?.(entry, context);
  };

  const run = createPipelineRunner({
    ...options.pipeline(validator),
    writer,
    onEnd,
    tracing: options.tracing,
  });
  // Where not even a refusal can be written, the connection ends.
  const answer: RequestListener = (request, response) => {
    run(request, response).catch(() => response.destroy());
  };
  const allowOrigin = crossOrigin(options.corsOrigins ?? [], contract.operations);
  const open = publicRoutes({
    document: contract.document,
    checkReady,
    metrics,
    metricsToken: options.metricsToken,
  });
  const hsts = options.hstsSeconds === undefined ? undefined : `max-age=${options.hstsSeconds}`;
  const folders = foldersOf(contract);
  const app = express()
    .set('case sensitive routing', true)
    .set('strict routing', true)
    .set('etag', false)
    .disable('x-powered-by');
  if (options.trustedProxies?.length) app.set('trust proxy', [...options.trustedProxies]);
  // First, because every handler of Express that a request passes takes a while.
  app.use((request, response, next) => {
    const url = withoutDoubledSlash(request.url);
    request.url = url;
    if (hsts) response.setHeader('Strict-Transport-Security', hsts);
    if (!folders.some((folder) => url.startsWith(folder))) next();
    else allowOrigin(request, response, () => answer(request, response));
  });
  for (const handler of [...(options.pages ?? []), allowOrigin, open, answer]) app.use(handler);
  // Express would show whoever asks the stack.
  app.use(answerPageError((error) => options.onError?.('a page failed', error)));

  return {
    listener: app,
    warm: async () => {
      for (const operation of contract.operations) {
        validator.warm(operation);
        await new Promise(setImmediate);
      }
      isWarm = true;
    },
  };
}

/** All operations lie below folders of their own, so that a request to one need not look at every other route. */
function foldersOf({ operations }: Contract): string[] {
  return [...new Set(operations.map(({ path }) => path.slice(0, path.indexOf('/', 1) + 1)))];
}
