import { setTimeout as delay } from 'node:timers/promises';
import { loadContract } from '../../contract/load.ts';
import { type Connector, ConnectorError } from '../../pull/connector/connector.ts';
import { loadConnector } from '../../pull/connector/load-connector.ts';
import { hasFilter } from '../../pull/read/page-requests.ts';
import { SourceError } from '../../pull/read/source-error.ts';
import { ResponseRecorder } from '../../pull/record/response-recorder.ts';
import { CliError, usageError } from '../cli-error.ts';
import { allVariables } from '../config/environment.ts';
import type { MapOption } from '../import/map/mapping.ts';
import { RowValidator } from '../import/row-validator.ts';
import { batchLimits } from '../import/send/batch-limits.ts';
import { toImportError } from '../import/send/connect.ts';
import { untilSignal } from '../signals.ts';
import { printError } from '../terminal.ts';
import { runCheck } from './check/run-check.ts';
import { runCompare } from './compare/run-compare.ts';
import { RecordMapper } from './map-records.ts';
import { openDryRun, openTarget } from './open-target.ts';
import { lockPull, pullFiles } from './pull-files.ts';
import { LocalState } from './run/local-state.ts';
import { pullOnce } from './run/pull-once.ts';
import { repeat } from './run/repeat.ts';

export interface PullOptions {
  set?: ReadonlyMap<string, string>;
  source?: string;
  map?: MapOption[];
  url: string;
  apiKey?: string;
  concurrency?: number;
  state?: string;
  check?: true;
  compare?: true;
  dryRun?: true;
  full?: true;
  fullEvery: number;
  every?: number;
  rejects?: string;
  record?: string;
  json?: true;
  config?: string;
}

/** The shortest interval of a pull that reads all pages in each run, in milliseconds. */
const SHORTEST_WITHOUT_FILTER_MS = 3_600_000;

/** @param isUrlGiven whether the user has named the server. */
export async function runPull(named: string, options: PullOptions, isUrlGiven: boolean): Promise<void> {
  const stop = new AbortController();
  void untilSignal().then((signal) => {
    stop.abort(new CliError(`Stopped by ${signal}. The checkpoint did not move.`));
    printError('Stopping after the running requests; a second signal stops at once.');
  });
  try {
    await run(named, { ...options, isUrlGiven }, stop.signal);
  } catch (error) {
    throw toCliError(error);
  }
}

async function run(
  named: string,
  { isUrlGiven, ...options }: PullOptions & { readonly isUrlGiven: boolean },
  signal: AbortSignal,
): Promise<void> {
  const connector = readConnector(named, options);
  const contract = loadContract();
  const mapper = new RecordMapper(connector, options.map, contract);
  const sleep = (ms: number) => delay(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  const recorder = options.record === undefined ? undefined : new ResponseRecorder(options.record);
  const reading = {
    connector,
    mapper,
    signal,
    sleep,
    ...(recorder && { onResponse: recorder.record.bind(recorder) }),
  };
  if (options.check) return runCheck({ ...reading, isJson: options.json ?? false });
  refuseShortInterval(connector, options.every);

  const { source } = connector;
  const files = pullFiles({
    source,
    url: options.url,
    apiKey: options.apiKey,
    rejects: options.rejects,
    state: options.state,
    config: options.config,
    connector: named,
  });
  const limits = batchLimits(contract, source);
  const { url, apiKey, state } = options;
  const targetOptions = { connector, url, isUrlGiven, apiKey, state, limits };
  const target = await (options.dryRun && !options.compare ? openDryRun : openTarget)(targetOptions);
  if (options.compare && target)
    return runCompare({
      ...reading,
      customers: target.client.customers,
      path: files.comparison,
      isJson: options.json ?? false,
    });
  const lock = lockPull(files.lock);
  try {
    const once = () =>
      pullOnce({
        ...reading,
        target,
        rejects: files.rejects,
        local: new LocalState(files.state),
        isFull: options.full ?? false,
        fullEveryMs: options.fullEvery,
        workers: options.concurrency ?? 4,
        limits,
        isJson: options.json ?? false,
        isRepeated: options.every !== undefined,
      });
    if (options.every === undefined) await once();
    else await repeat(once, { everyMs: options.every, signal, sleep, toCliError });
  } finally {
    lock.release();
  }
}

function readConnector(named: string, { set = new Map(), source }: PullOptions): Connector {
  const connector = loadConnector(named, { settings: set, env: allVariables() });
  const chosen = source === undefined ? connector : { ...connector, source };
  const error = new RowValidator(loadContract()).validateSource(chosen.source);
  if (error) throw usageError(error);
  return chosen;
}

function refuseShortInterval({ endpoint, incremental }: Connector, everyMs: number | undefined): void {
  if (everyMs === undefined || everyMs >= SHORTEST_WITHOUT_FILTER_MS) return;
  if (incremental && hasFilter(endpoint)) return;
  throw usageError(
    '--every must be at least 1h, because this connector has no filter and reads all pages in each run.',
  );
}

/** Converts any error of a pull to one with a message for the user and its exit code. */
function toCliError(error: unknown): unknown {
  if (error instanceof ConnectorError) return usageError(error.message);
  if (error instanceof SourceError) return new CliError(error.message, 3);
  return toImportError(error) ?? error;
}
