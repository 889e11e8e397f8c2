import { loadContract } from '../../contract/load.ts';
import { Coverage } from '../../contract/validation/coverage.ts';
import { docsRoutes } from '../../http/docs/docs-routes.ts';
import { unknownPage } from '../../http/pages/unknown-page.ts';
import { createMockApi } from '../../http/server/create-mock-api.ts';
import { Mock } from '../../mock/mock.ts';
import { MissingPackageError } from '../../platform/optional-packages.ts';
import { type CoverageFlags, finishCoverage, isCounted } from '../files/coverage-file.ts';
import { refuseUnwritable } from '../files/refuse-unwritable.ts';
import { listenOrExplain } from '../listen-or-explain.ts';
import { createLog } from '../log.ts';
import { untilSignal } from '../signals.ts';
import { print, printError } from '../terminal.ts';
import { warmUp } from '../warm-up.ts';

export interface MockCommandOptions extends CoverageFlags {
  port: number;
  host: string;
  publicUrl?: string;
  dynamic?: true;
  cors?: true;
  logLevel: string;
}

/** The time that running requests have to end after a signal. */
const GRACE_MS = 1000;

export async function runMock(options: MockCommandOptions): Promise<void> {
  const { port, host, publicUrl, dynamic, cors, logLevel } = options;
  // The handlers are installed first, so that an early signal is not lost.
  const stopped = untilSignal();
  refuseUnwritable(options.coverage);
  const log = await createLog(logLevel);
  const contract = loadContract();
  const coverage = isCounted(options) && new Coverage(contract.document, contract.operations);
  const mock = new Mock({ contract, isDynamic: dynamic === true });
  const api = createMockApi({
    contract,
    publicUrl,
    corsOrigins: cors ? ['*'] : [],
    pages: [docsRoutes({ contract, hasConsole: false })],
    unknownPage: unknownPage({ hasDocs: true, hasConsole: false }),
    respond: (...request) => mock.respond(...request),
    ...(coverage && { onResponse: (...exchange) => coverage.record(...exchange) }),
    onEnd: log.exchange,
    onError: log.fault,
  });
  if (dynamic) await mock.warm();
  const listening = await listenOrExplain(api.listener, { host, port, messageClasses: api.messageClasses });
  try {
    print(`upsertd mocks the API at ${listening.url}/v2. It stores nothing; upsertd serve does.`);
    print(`curl ${listening.url}/v2/customers -H "x-api-key: any"`);
    await warmUp(api, stopped);
    // The mock is ready before, because only requests that ask for invented values need the engine.
    await Promise.race([mock.warm().catch(describeMissing), stopped]);
    await stopped;
  } finally {
    await listening.drain(GRACE_MS);
  }
  if (coverage) finishCoverage(coverage, options);
}

/** Explains why requests for generated values will fail. The mock sends the examples of the spec all the same. */
function describeMissing(error: unknown): void {
  if (!(error instanceof MissingPackageError)) throw error;
  printError(`upsertd responds with examples only. ${error.message}`);
}
