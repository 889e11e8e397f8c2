import { type Request, type Response, Router } from 'express';
import type { Document } from '../contract/document.ts';
import type { Metrics } from './metrics.ts';
import { metricsGate } from './metrics-gate.ts';

export interface PublicRoutesOptions {
  readonly document: Document;
  /** Rejects while the server cannot serve. */
  readonly checkReady: () => Promise<void>;
  readonly metrics?: Metrics | undefined;
  /** Who sends it may read the metrics; unless given, who asks on this machine. */
  readonly metricsToken?: string | undefined;
}

/** What is answered without a key and outside the contract. */
export function publicRoutes({ document, checkReady, metrics, metricsToken }: PublicRoutesOptions): Router {
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
  router.get('/openapi.json', (_request: Request, response: Response) => {
    response.json(document);
  });
  router.get('/openapi.yaml', async (_request: Request, response: Response) => {
    // Only now, because a start waits for all that is loaded before.
    const { stringify } = await import('yaml');
    response.type('application/yaml').send(stringify(document, { aliasDuplicateObjects: false }));
  });
  if (metrics) {
    router.get('/metrics', metricsGate(metricsToken), async (_request: Request, response: Response) => {
      const { text, mediaType } = await metrics.show();
      response.type(mediaType).send(text);
    });
  }
  return router;
}
