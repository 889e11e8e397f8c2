import { Coverage } from '../../contract/validation/coverage.ts';
import { importOptional } from '../../platform/optional-packages.ts';
import { createServer } from '../../server/create-server.ts';
import { environment } from '../config/environment.ts';
import { describeCreated } from '../describe-created.ts';
import { finishCoverage, isCounted } from '../files/coverage-file.ts';
import { refuseUnwritable } from '../files/refuse-unwritable.ts';
import { listenOrExplain } from '../listen-or-explain.ts';
import { createLog } from '../log.ts';
import { holdYoungSpace, settleUrlParse } from '../node-tuning.ts';
import { untilSignal } from '../signals.ts';
import { startThreadPool } from '../start-thread-pool.ts';
import { print } from '../terminal.ts';
import { version } from '../version.ts';
import { warmUp } from '../warm-up.ts';
import { readBackupSchedule } from './backup-options.ts';
import { installKey, makeFirstKey, parseProvisionedKey } from './bootstrap-keys.ts';
import { readCertificate, renewAtHangUp } from './certificate.ts';
import { decideConsole } from './console-access.ts';
import { consoleImports } from './console-imports.ts';
import { handleCrash } from './crash-handler.ts';
import { endHard, endHardAfter } from './end-hard.ts';
import { explainServed } from './explain-served.ts';
import { connectionLimits, type ServeOptions } from './serve-options.ts';
import { showIneffective, showPages, welcome } from './welcome.ts';

/** How long running requests may take to end after a signal; milliseconds. */
const GRACE_MS = 5000;

/** How long the log may take to write its last lines; milliseconds. */
const LOG_FLUSH_MS = 1000;

/** How long a program may take to end after a signal, in milliseconds. Container managers kill it after 10 s. */
const END_MS = 8000;

/** Serves until a signal arrives, and returns when running requests have ended and everything is stored. */
export async function runServer(options: ServeOptions): Promise<void> {
  // Installed first, so that an early signal is not missed.
  const stopped = untilSignal();
  settleUrlParse();
  holdYoungSpace();
  await startThreadPool();
  const provisioned = parseProvisionedKey(environment().sandboxKey);
  const certificate = readCertificate(options);
  refuseUnwritable(options.coverage);
  const log = await createLog(options.logLevel);
  const access = decideConsole(options);
  const backups = await readBackupSchedule(options);
  const tracing = await startTracing(options.otlpEndpoint ?? environment().otlpEndpoint);
  let coverage: Coverage | undefined;
  let isNewDatabase = false;
  try {
    const server = await createServer(
      {
        ...options,
        directUrl: options.databaseDirect,
        connections: options.databaseConnections,
        limits: connectionLimits(options),
        certificate,
        backups,
        consoleToken: access.kind === 'on' ? access.token : undefined,
        consoleLinkToken: access.kind === 'on' ? access.linkToken : undefined,
        consoleImports: access.kind === 'on' ? consoleImports(options, log.fault) : undefined,
        corsOrigins: options.corsOrigin ?? [],
        rateLimits: options.rateLimit,
        trustedProxies: options.trustProxy ?? [],
        hstsSeconds: options.hsts === undefined ? undefined : options.hsts / 1000,
        tracing,
        version: version(),
      },
      {
        onDatabaseCreated: () => {
          isNewDatabase = true;
        },
        prepare: async ({ store, contract }) => {
          handleCrash(log.fault);
          if (isCounted(options)) coverage = new Coverage(contract.document, contract.operations);
          // Before the server listens, so that the API key works from the first request on.
          if (provisioned) await installKey(store, provisioned);
        },
        listen: listenOrExplain,
        ...(isCounted(options) && { onResponse: (...observed) => coverage?.record(...observed) }),
        onEnd: log.exchange,
        onViolation: log.violations,
        onError: log.fault,
      },
    ).catch(explainServed);
    const stopRenewing = certificate ? renewAtHangUp(options, server, log.notice) : () => undefined;
    try {
      // After the server listens: if the port is in use, a new API key could not be shown.
      const secret = provisioned ?? (await makeFirstKey(server.store));
      const pages = showPages(server, options.docs, access);
      const created = isNewDatabase ? [describeCreated(options.database)] : [];
      const lines = [...created, ...welcome(server.url, options.database, secret), ...pages];
      print([...lines, ...showIneffective(options)].join('\n'));
      await warmUp(server, stopped);
      await stopped;
      endHardAfter(END_MS);
    } finally {
      stopRenewing();
      await server.stop(GRACE_MS);
    }
  } finally {
    await tracing?.stop();
  }
  if (coverage) finishCoverage(coverage, options);
  // Node would wait without limit for a log whose reader has stopped reading.
  if (!(await log.flush(LOG_FLUSH_MS))) endHard();
}

/** Loads tracing only if it is used, because loading takes a while. */
async function startTracing(endpoint: string | undefined) {
  if (endpoint === undefined) return undefined;
  const tracing = await importOptional('tracing', () => import('./otlp-tracing.ts'));
  return tracing.startTracing(endpoint, version());
}
