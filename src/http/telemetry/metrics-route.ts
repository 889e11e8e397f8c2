import type { Request, RequestHandler, Response } from 'express';
import type { Metrics } from './metrics.ts';

/** Sends the metrics in the text format of Prometheus. */
export function metricsRoute(metrics: Metrics): RequestHandler {
  return async (_request: Request, response: Response) => {
    const { text, mediaType } = await metrics.show();
    response.type(mediaType).send(text);
  };
}
