import { type Request, type Response, Router } from 'express';
import type { Metrics } from '../telemetry/metrics.ts';
import { metricsGate } from '../telemetry/metrics-gate.ts';
import { metricsRoute } from '../telemetry/metrics-route.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';

export interface PublicRoutesOptions {
  /** Rejects while the server cannot serve requests. */
  readonly checkReady: () => Promise<void>;
  readonly metrics?: Metrics | undefined;
  /** The bearer token for /metrics. Default: /metrics refuses every request. */
  readonly metricsToken?: string | undefined;
}

/** The routes that need no API key and are not part of the contract. */
export function publicRoutes({ checkReady, metrics, metricsToken }: PublicRoutesOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
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
  const paths = ['/healthz', '/readyz'];
  if (metrics) {
    paths.push('/metrics');
    router.get('/metrics', metricsGate(metricsToken), metricsRoute(metrics));
  }
  router.all(paths, refuseOtherMethods);
  return router;
}
