import type { RequestListener } from 'node:http';
import { isIP } from 'node:net';
import express, { type RequestHandler } from 'express';
import { Problem } from '../../domain/problem.ts';
import { answerPageError } from '../pages/page-error.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { sendMetricsProblem } from '../telemetry/metrics-problem.ts';
import { metricsRoute } from '../telemetry/metrics-route.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';

export interface MetricsAppOptions {
  readonly metrics: Metrics;
  /** The address that the port listens on, which clients may send as `Host`. */
  readonly host: string;
  readonly onError?: ((what: string, error: unknown) => void) | undefined;
}

/** Creates the listener of a port that serves only /metrics, without a token: the address of the port restricts access. */
export function createMetricsApp({ metrics, host, onError }: MetricsAppOptions): RequestListener {
  const app = express()
    .set('case sensitive routing', true)
    .set('strict routing', true)
    .set('etag', false)
    .disable('x-powered-by');
  app.use(refuseForeignHost(host));
  app.get('/metrics', metricsRoute(metrics));
  app.all('/metrics', refuseOtherMethods);
  app.use((request, response) => sendMetricsProblem(request, response, NOT_HERE));
  app.use(answerPageError((error) => onError?.('the metrics failed', error)));
  return app;
}

const NOT_HERE = new Problem('resource_missing', 'This port serves only /metrics.');

const FOREIGN_HOST = new Problem(
  'permission_denied',
  'Request the metrics by an IP address, by a name without a dot, or by the name in --metrics-listen.',
);

/**
 * Rejects a request for a host name that any client can register. A page of such a name can make it lead to this machine (DNS rebinding),
 * and then read the responses in a browser of this network. The page can neither choose another `Host` nor own an IP address.
 */
function refuseForeignHost(own: string): RequestHandler {
  return (request, response, next) => {
    const name = (request.headers.host ?? '').replace(/:\d*$/, '').toLowerCase();
    const isAddress = isIP(name) !== 0 || /^\[.*\]$/.test(name);
    const isLocalName = !name.includes('.') || name.endsWith('.localhost');
    if (isAddress || isLocalName || name === own.toLowerCase()) next();
    else sendMetricsProblem(request, response, FOREIGN_HOST);
  };
}
