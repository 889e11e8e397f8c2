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
import { compileRanges } from '../../domain/keys/address-ranges.ts';
import type { MemoryBudget } from '../limits/memory-budget.ts';
import { answerPageError } from '../pages/page-error.ts';
import type { RequestContext } from '../request/request-context.ts';
import { ServerRequestValidator } from '../request/request-validator.ts';
import { ResponseWriter } from '../response/response-writer.ts';
import type { Pipeline } from '../run-pipeline.ts';
import { createPipelineRunner, type EndListener } from '../run-pipeline.ts';
import { specRoutes } from '../spec/spec-routes.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { crossOrigin } from './cross-origin.ts';
import { createMessageClasses, type MessageClasses } from './message-classes.ts';
import { nameImplementation } from './name-implementation.ts';
import { publicRoutes } from './public-routes.ts';

export interface AppOptions {
  readonly contract: Contract;
  /** Creates the pipeline: `serverPipeline` or `mockPipeline`. */
  readonly pipeline: (validator: ServerRequestValidator) => Pipeline;
  /** Limits the memory of the responses that clients have not read yet. Default: no limit. */
  readonly responseMemory?: MemoryBudget | undefined;
  /** The name of this server in the spec that it serves, as `info.x-implementation`. Default: none. */
  readonly implementation?: string;
  /** The metrics that /metrics serves. Default: no /metrics. */
  readonly metrics?: Metrics;
  /** Rejects while the server cannot serve requests. */
  readonly ping: () => Promise<void>;
  /** Validates each response against the spec before it is sent; a response that breaks the spec becomes a 500. */
  readonly validateResponses?: boolean | undefined;
  /** Origins whose pages may call the API; `*` allows every origin. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** The pages for browsers, each under its own path. Pages of other origins cannot read them. */
  readonly pages?: readonly RequestHandler[];
  /** The URL of the server in the spec that it serves. Default: the URL of the request, if its host is a name of this machine. */
  readonly publicUrl?: string | undefined;
  /** Responds to browsers that ask for a path without a page. Default: they get the JSON of the API. */
  readonly unknownPage?: RequestHandler | undefined;
  /** The bearer token for /metrics. Default: /metrics refuses every request. */
  readonly metricsToken?: string | undefined;
  /** Address ranges of the proxies whose X-Forwarded-For is trusted. Default: none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** The max-age of Strict-Transport-Security, in seconds. Default: the header is not sent. */
  readonly hstsSeconds?: number | undefined;
  /** Traces each request. Default: no traces. */
  readonly tracing?: Tracing | undefined;
  /** Called in order with each request of an operation that has ended. */
  readonly onEnd?: EndListener | readonly EndListener[] | undefined;
  /** Called with each response of an operation before it is sent. */
  readonly onResponse?: (operation: Operation, response: ObservedResponse) => void;
  readonly onViolation?: (context: RequestContext, violations: readonly Violation[]) => void;
  /** Called with each error outside the operations, and what failed. */
  readonly onError?: (what: string, error: unknown) => void;
}

export interface App {
  readonly listener: RequestListener;
  /** The classes of the listener's requests and responses. It is faster with them, and correct without them. */
  readonly messageClasses: MessageClasses;
  /** Compiles the validators of all operations, one per tick. Until it resolves, `/readyz` returns 503. */
  warm(): Promise<void>;
}

/** Creates the listener: the pipeline, and the pages and public routes around it. */
export function createApp(options: AppOptions): App {
  const { contract, metrics } = options;
  const validator = ServerRequestValidator.of(contract);
  const writer = new ResponseWriter({
    memory: options.responseMemory,
    validator: options.validateResponses ? new ResponseValidator(contract.document) : undefined,
    onResponse: options.onResponse,
    onViolation: options.onViolation ?? (() => {}),
  });
  let isWarm = false;
  const checkReady = async () => {
    if (!isWarm) throw new Error('The validators are still being compiled.');
    await options.ping();
  };

  const run = createPipelineRunner({
    ...options.pipeline(validator),
    writer,
    onEnd: [metrics?.noteRequest ?? [], options.onEnd ?? []].flat(),
    tracing: options.tracing,
  });
  // If not even an error can be written, the connection is closed.
  const respond: RequestListener = (request, response) => {
    run(request, response).catch(() => response.destroy());
  };
  const allowOrigin = crossOrigin(options.corsOrigins ?? [], contract.operations);
  const open = publicRoutes({
    checkReady,
    metrics,
    metricsToken: options.metricsToken,
  });
  const spec = specRoutes({
    document: options.implementation
      ? nameImplementation(contract.document, options.implementation)
      : contract.document,
    publicUrl: options.publicUrl,
  });
  const hsts = options.hstsSeconds === undefined ? undefined : `max-age=${options.hstsSeconds}`;
  const folders = foldersOf(contract);
  const app = express()
    .set('case sensitive routing', true)
    .set('strict routing', true)
    .set('etag', false)
    .disable('x-powered-by');
  if (options.trustedProxies?.length) app.set('trust proxy', compileRanges(options.trustedProxies));
  // First, because each further handler of Express costs time.
  app.use((request, response, next) => {
    const url = withoutDoubledSlash(request.url);
    request.url = url;
    if (hsts) response.setHeader('Strict-Transport-Security', hsts);
    if (!folders.some((folder) => url.startsWith(folder))) next();
    else if (!allowOrigin) respond(request, response);
    else allowOrigin(request, response, () => respond(request, response));
  });
  const optional = { crossOrigin: allowOrigin ?? [], unknownPage: options.unknownPage ?? [] };
  for (const handler of [
    ...(options.pages ?? []),
    optional.crossOrigin,
    open,
    spec,
    optional.unknownPage,
    respond,
  ].flat())
    app.use(handler);
  // Without it, Express would send the stack to the client.
  app.use(answerPageError((error) => options.onError?.('a page failed', error)));

  return {
    listener: app,
    messageClasses: createMessageClasses(app),
    warm: async () => {
      for (const operation of contract.operations) {
        validator.warm(operation);
        await new Promise(setImmediate);
      }
      isWarm = true;
    },
  };
}

/** The first path segments of all operations, so that a request to an operation passes no other route. */
function foldersOf({ operations }: Contract): string[] {
  return [...new Set(operations.map(({ path }) => path.slice(0, path.indexOf('/', 1) + 1)))];
}
