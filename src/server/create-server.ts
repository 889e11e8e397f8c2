import type { RequestListener } from 'node:http';
import type { Casing } from '../contract/derive.ts';
import { type Contract, loadContract } from '../contract/load.ts';
import type { SharedEmails } from '../domain/email.ts';
import { BackupJob, type BackupSchedule } from '../http/jobs/backup-job.ts';
import { type ConnectionLimits, DEFAULT_LIMITS } from '../http/server/connection-limits.ts';
import { type Api, type ApiOptions, createApi } from '../http/server/create-api.ts';
import { type Listening, type ListenOptions, listen } from '../http/server/listen.ts';
import { createMetricsApp } from '../http/server/metrics-app.ts';
import { Metrics } from '../http/telemetry/metrics.ts';
import { openServerStore, type ServerStore, type ServerStoreOptions } from '../writer/open-server-store.ts';
import { createResponseOptions } from '../writes/response-options.ts';
import { createPages, type PageOptions } from './create-pages.ts';

/** The options of a server. Each has the default of the matching option of `serve`, except where it says otherwise. */
export interface CreateServerOptions
  extends Pick<ServerStoreOptions, 'directUrl' | 'connections'>,
    Pick<
      ApiOptions,
      | 'clock'
      | 'corsOrigins'
      | 'emailMatch'
      | 'hstsSeconds'
      | 'metricsToken'
      | 'publicUrl'
      | 'rateLimits'
      | 'tracing'
      | 'trustedProxies'
      | 'validateResponses'
    >,
    Pick<PageOptions, 'docs' | 'consoleToken' | 'consoleLinkToken' | 'consoleImports' | 'version'>,
    Pick<ListenOptions, 'certificate'> {
  /** The URL of the database, such as `sqlite:./upsertd.db`. */
  readonly database: string;
  /** The case of field names in customer responses. Default: both. */
  readonly casing?: Casing | undefined;
  /** What happens to a body field that the contract does not have: a warning or a 400. Default: warn. */
  readonly unknownFields?: 'warn' | 'reject' | undefined;
  /** Whether several customers may have the same email. Default: refuse. */
  readonly sharedEmails?: SharedEmails | undefined;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** The port to listen on. Default: 0, which selects a free port. */
  readonly port?: number;
  /** The memory for request bodies, and as much for responses, in bytes. Default: `budgetBytes`. */
  readonly memoryBudget?: number | undefined;
  /** Opens a port that serves only /metrics, without a token and without TLS. Default: none. */
  readonly metricsListen?: Address | undefined;
  /** The schedule of the backups. Default: none. */
  readonly backups?: BackupSchedule | undefined;
  /** The connection limits that differ from the defaults. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
}

/** An address to listen on; port 0 selects a free port. */
export type Address = Pick<ListenOptions, 'host' | 'port'>;

/** Functions that the server calls, and parts of it that a caller may replace. */
export interface ServerHooks extends Pick<ApiOptions, 'onEnd' | 'onResponse' | 'onViolation' | 'onError'> {
  /** Opens the store. Default: `openServerStore`, which writes to a file in a thread of its own. */
  readonly openStore?: (url: string, options: ServerStoreOptions) => Promise<ServerStore>;
  /** Called if the database was empty or did not exist, when it has been created. */
  readonly onDatabaseCreated?: () => void;
  /** Prepares the store before the server listens. */
  readonly prepare?: (opened: Pick<RunningServer, 'store' | 'contract'>) => Promise<void>;
  /** Wraps the listener that handles all requests. */
  readonly wrapListener?: (listener: RequestListener) => RequestListener;
  /** Listens for the API or for the metrics. Default: `listen`. */
  readonly listen?: (
    listener: RequestListener,
    options: ListenOptions,
    purpose: 'api' | 'metrics',
  ) => Promise<Listening>;
}

export interface RunningServer extends Pick<Api, 'warm'>, Pick<Listening, 'url' | 'renew'> {
  /** The URL of the port for the metrics, without a slash at the end, if there is one. */
  readonly metricsUrl?: string | undefined;
  /** The store, for changes that do not come from a request. */
  readonly store: ServerStore;
  readonly contract: Contract;
  /** Lets running requests end for at most `graceMs`, in milliseconds, writes what is in memory, and closes the store. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a server: opens its store, creates the API, the pages and the background jobs, and listens.
 *
 * @throws DatabaseOpenError if the database cannot be used; what `listen` throws if the address cannot be used.
 */
export async function createServer(
  options: CreateServerOptions,
  hooks: ServerHooks = {},
): Promise<RunningServer> {
  const { casing = 'both', unknownFields = 'warn', sharedEmails = 'refuse' } = options;
  const { directUrl, connections } = options;
  const contract = loadContract({ casing, unknownFields });
  const metrics = new Metrics(options.version);
  const openStore = hooks.openStore ?? openServerStore;
  const store = await openStore(options.database, {
    responseOptions: createResponseOptions(contract, casing),
    observer: metrics,
    sharedEmails,
    directUrl,
    connections,
    onCreated: hooks.onDatabaseCreated,
  });
  try {
    return await serve(store, { ...options, casing, contract, metrics }, hooks);
  } catch (error) {
    await store.close();
    throw error;
  }
}

type ResolvedOptions = CreateServerOptions &
  Pick<ApiOptions, 'casing' | 'contract'> & { readonly metrics: Metrics };

async function serve(
  store: ServerStore,
  options: ResolvedOptions,
  hooks: ServerHooks,
): Promise<RunningServer> {
  const { contract, certificate, metricsListen, host = '127.0.0.1', port = 0 } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const listenOn = hooks.listen ?? listen;
  const { clock = Date.now, metrics } = options;
  const backups =
    options.backups &&
    new BackupJob({
      ...options.backups,
      clock,
      observer: metrics.watchBackups(),
      ...(hooks.onError && { onError: hooks.onError }),
    });
  const pages = createPages({ ...options, onError: hooks.onError }, store, backups);
  const api = createApi({
    ...options,
    ...hooks,
    store,
    executeWrite: store.executeWrite,
    readCustomerPage: store.readCustomerPage,
    pages: pages.routes,
    unknownPage: pages.unknownPage,
    onEnd: [hooks.onEnd ?? [], pages.console?.onEnd ?? []].flat(),
  });
  let metricsPort: Listening | undefined;
  try {
    await hooks.prepare?.({ store, contract });
    if (metricsListen) {
      const app = createMetricsApp({
        metrics: options.metrics,
        host: metricsListen.host,
        onError: hooks.onError,
      });
      metricsPort = await listenOn(app, { ...metricsListen, limits }, 'metrics');
    }
    const listener = hooks.wrapListener?.(api.listener) ?? api.listener;
    await pages.console?.imports?.start(api.listener);
    const { messageClasses } = api;
    const listening = await listenOn(listener, { host, port, limits, certificate, messageClasses }, 'api');
    const { url, renew } = listening;
    backups?.start();
    const stop = async (graceMs: number) => {
      // At the same time, because each may need seconds, and the container manager kills the server after a while.
      await Promise.all([pages.console?.imports?.close(), listening.drain(graceMs)]);
      // The metrics end last, so that they show the requests that ended during the stop.
      await metricsPort?.drain(0);
      try {
        await backups?.stop();
        await api.stop();
        await pages.console?.stop();
      } finally {
        await store.close();
      }
    };
    return { url, metricsUrl: metricsPort?.url, store, contract, warm: api.warm, renew, stop };
  } catch (error) {
    await pages.console?.imports?.close();
    await metricsPort?.drain(0);
    await api.stop();
    await pages.console?.stop();
    throw error;
  }
}
