import { createConsole } from '../http/console/create-console.ts';
import { docsRoutes } from '../http/docs/docs-routes.ts';
import type { ConnectionLimits } from '../http/server/connection-limits.ts';
import { type ApiOptions, createApi } from '../http/server/create-api.ts';
import type { ServerStore } from '../writer/open-server-store.ts';
import type { RequestGate } from './request-gate.ts';
import { type Serving, serveApp } from './serve-app.ts';
import { ServerErrors } from './server-errors.ts';

/** What is handed on as it is. */
export type SharedOptions = Pick<
  ApiOptions,
  'corsOrigins' | 'rateLimits' | 'metricsToken' | 'trustedProxies' | 'hstsSeconds'
>;

export interface ServeStoreOptions
  extends SharedOptions,
    Required<Pick<ApiOptions, 'contract' | 'casing' | 'metrics' | 'clock' | 'validateResponses'>> {
  readonly store: ServerStore;
  /** Every request passes it, so that a reset can hold requests back. Default: none. */
  readonly gate?: RequestGate | undefined;
  /** Those that differ from the usual ones. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
  /** Opens the console, which there is none of unless it is given. */
  readonly consoleToken?: string | undefined;
}

/** A store that is served, and closed when it is stopped. */
export interface ServedStore extends Serving {
  /** Compiles what a first request would otherwise wait for. */
  warm(): Promise<void>;
}

/** Serves a store as the product does, and gathers what goes wrong inside. */
export async function serveStore(options: ServeStoreOptions): Promise<ServedStore> {
  const { consoleToken: token, limits, store, gate, ...handed } = options;
  const faults = new ServerErrors();
  const console =
    token === undefined
      ? undefined
      : createConsole({
          ...handed,
          store,
          token,
          hasDocs: true,
        });
  const api = createApi({
    ...handed,
    store,
    executeWrite: store.executeWrite,
    pages: console ? [docsRoutes({ contract: handed.contract, hasConsole: true }), console.routes] : [],
    onEnd: (entry, context) => {
      console?.onEnd(entry, context);
      faults.onEnd(entry);
    },
    onViolation: faults.onViolation,
    onError: (what, error) => faults.note(what, error),
  });
  const close = async () => {
    await api.stop();
    await store.close();
  };
  const app = gate ? { ...api, listener: gate.guard(api.listener) } : api;
  return { ...(await serveApp(app, faults, close, limits)), warm: api.warm };
}
