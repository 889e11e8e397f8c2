import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Document } from '../../contract/document.ts';
import { methodNotAllowed } from '../../domain/problem.ts';
import { lazyAsync } from '../../platform/lazy-async.ts';
import { problemResponse } from '../../writes/responses.ts';
import { requestIdOf } from '../request/request-head.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { metricsGate } from '../telemetry/metrics-gate.ts';

export interface PublicRoutesOptions {
  readonly document: Document;
  /** Rejects while the server cannot serve requests. */
  readonly checkReady: () => Promise<void>;
  readonly metrics?: Metrics | undefined;
  /** The bearer token for /metrics. Default: only clients on this machine can read /metrics. */
  readonly metricsToken?: string | undefined;
}

/** The routes that need no API key and are not part of the contract. */
export function publicRoutes({ document, checkReady, metrics, metricsToken }: PublicRoutesOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  // Serialised once, because every client may request them, as often as it likes.
  let json: Buffer | undefined;
  const yaml = lazyAsync(() => writeYaml(document));
  router.get('/healthz', (_request: Request, response: Response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request: Request, response: Response) => {
    const isReady = await checkReady().then(
      () => true,
      () => false,
    );
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not_ready' });
  });
  router.get('/openapi.json', (_request: Request, response: Response) => {
    json ??= Buffer.from(JSON.stringify(document));
    response.type('application/json').send(json);
  });
  router.get('/openapi.yaml', async (_request: Request, response: Response) => {
    response.type('application/yaml').send(await yaml());
  });
  const paths = ['/healthz', '/readyz', '/openapi.json', '/openapi.yaml'];
  if (metrics) {
    paths.push('/metrics');
    router.get('/metrics', metricsGate(metricsToken), async (_request: Request, response: Response) => {
      const { text, mediaType } = await metrics.show();
      response.type(mediaType).send(text);
    });
  }
  router.all(paths, refuseOtherMethods);
  return router;
}

/** Returns 405 for the methods that the routes before it do not have. Express itself answers OPTIONS, with Allow. */
function refuseOtherMethods({ method, headers }: Request, response: Response, next: NextFunction): void {
  if (method === 'OPTIONS') {
    next();
    return;
  }
  const requestId = requestIdOf(headers);
  const { status, body } = problemResponse(methodNotAllowed(method), requestId);
  response.status(status).set({ Allow: 'GET, HEAD', 'X-Request-Id': requestId }).json(body);
}

async function writeYaml(document: Document): Promise<Buffer> {
  // Loaded only here, because it would delay the start.
  const { stringify } = await import('yaml');
  return Buffer.from(stringify(document, { aliasDuplicateObjects: false }));
}
