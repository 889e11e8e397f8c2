import { type Contract, loadContract } from '../../contract/load.ts';
import { Coverage } from '../../contract/validation/coverage.ts';
import type { Secret } from '../../domain/api-key.ts';
import { createApi } from '../../http/server/create-api.ts';
import type { Certificate } from '../../http/server/listen.ts';
import { Metrics } from '../../http/telemetry/metrics.ts';
import { openServerStore, type ServerStore } from '../../writer/open-server-store.ts';
import { createResponseOptions } from '../../writes/response-options.ts';
import { environment } from '../config/environment.ts';
import { finishCoverage, isCounted } from '../coverage-file.ts';
import { listenOrExplain } from '../listen-or-explain.ts';
import { createLog } from '../log.ts';
import { holdYoungSpace, settleUrlParse } from '../node-tuning.ts';
import { refuseUnwritable } from '../refuse-unwritable.ts';
import { untilSignal } from '../signals.ts';
import { startThreadPool } from '../start-thread-pool.ts';
import { print } from '../terminal.ts';
import { version } from '../version.ts';
import { warmUp } from '../warm-up.ts';
import { installKey, makeFirstKey, parseProvisionedKey } from './bootstrap-keys.ts';
import { readCertificate, renewAtHangUp } from './certificate.ts';
import { handleCrash } from './crash-handler.ts';
import { createPages } from './create-pages.ts';
import { connectionLimits, type ServeOptions } from './serve-options.ts';
import { welcome } from './welcome.ts';

/** How long running requests may take to end after a signal. */
const GRACE_MS = 10_000;

interface Start {
  /** A key that must work, as the environment says. */
  readonly provisioned: Secret | undefined;
  readonly contract: Contract;
  readonly certificate: Certificate | undefined;
  readonly metrics: Metrics;
  /** Resolves when a signal has come. */
  readonly stopped: Promise<unknown>;
}

/** Serves until a signal comes, and returns when running requests have ended and all is written. */
export async function runServer(options: ServeOptions): Promise<void> {
  // Heard from here on, so that a signal that comes early is not missed.
  const stopped = untilSignal();
  settleUrlParse();
  holdYoungSpace();
  await startThreadPool();
  const provisioned = parseProvisionedKey(environment().sandboxKey);
  const metrics = new Metrics(version());
  const start = { provisioned, certificate: readCertificate(options), metrics, stopped };
  refuseUnwritable(options.coverage);
  const { database, databaseDirect: directUrl, databaseConnections: connections, sharedEmails } = options;
  const contract = loadContract({ unknownFields: options.unknownFields, casing: options.casing });
  const store = await openServerStore(database, {
    responseOptions: createResponseOptions(contract, options.casing),
    sharedEmails,
    observer: metrics,
    directUrl,
    connections,
  });
  try {
    await serveStore(store, options, { ...start, contract });
  } finally {
    await store.close();
  }
}

/** Loaded only where somebody watches, because it takes a while. */
async function startTracing(endpoint: string | undefined) {
  return endpoint === undefined
    ? undefined
    : (await import('./otlp-tracing.ts')).startTracing(endpoint, version());
}

async function serveStore(store: ServerStore, options: ServeOptions, start: Start): Promise<void> {
  const { contract } = start;
  const log = createLog(options.logLevel);
  handleCrash(log.fault);
  const tracing = await startTracing(options.otlpEndpoint ?? environment().otlpEndpoint);
  const coverage = isCounted(options) && new Coverage(contract.document, contract.operations);
  const pages = createPages(options, { contract, store });
  const api = createApi({
    contract,
    store,
    executeWrite: store.executeWrite,
    casing: options.casing,
    validateResponses: options.validateResponses ?? false,
    corsOrigins: [...(options.corsOrigin ?? [])],
    pages: pages.routes,
    rateLimits: options.rateLimit,
    tracing,
    metrics: start.metrics,
    metricsToken: options.metricsToken,
    trustedProxies: options.trustProxy ?? [],
    hstsSeconds: options.hsts === undefined ? undefined : options.hsts / 1000,
    ...(coverage && { onResponse: (...answered) => coverage.record(...answered) }),
    onEnd: (entry, context) => {
      log.exchange(entry);
      pages.onEnd(entry, context);
    },
    onViolation: log.violations,
    onError: log.fault,
  });
  try {
    const { host, port } = options;
    // Before anybody can ask: it works from the first request on.
    if (start.provisioned) await installKey(store, start.provisioned);
    const listening = await listenOrExplain(api.listener, {
      host,
      port,
      limits: connectionLimits(options),
      certificate: start.certificate,
    });
    const forgetHangUps = start.certificate ? renewAtHangUp(options, listening, log.notice) : () => undefined;
    try {
      // Not before the port is ours: a key that was made and never shown could not be shown again.
      const secret = start.provisioned ?? (await makeFirstKey(store));
      print([...welcome(listening.url, options.database, secret), ...pages.show(listening.url)].join('\n'));
      await warmUp(api, start.stopped);
      await start.stopped;
    } finally {
      forgetHangUps();
      await listening.drain(GRACE_MS);
    }
  } finally {
    await api.stop();
    await tracing?.stop();
  }
  if (coverage) finishCoverage(coverage, options);
}
