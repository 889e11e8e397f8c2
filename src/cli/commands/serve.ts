import { Command } from 'commander';
import { Coverage } from '../../contract/judge/coverage.ts';
import { loadContract } from '../../contract/load.ts';
import { createApi } from '../../http/create-api.ts';
import { openStore } from '../../storage/open-store.ts';
import { environment } from '../config.ts';
import { finishCoverage } from '../coverage-file.ts';
import { prepareFirstUse } from '../first-use.ts';
import { listenOrExplain } from '../listen-or-explain.ts';
import { createLog } from '../log.ts';
import { connectionLimits, type ServeOptions, serveOptions } from '../serve-options.ts';
import { untilSignal } from '../signals.ts';
import { print } from '../terminal.ts';
import { welcome } from '../welcome.ts';

/** How long running requests may take to end after a signal. */
const GRACE_MS = 10_000;

export function serveCommand(): Command {
  const command = new Command('serve').description('serve the customer API from a database').action(serve);
  for (const one of serveOptions()) command.addOption(one);
  return command;
}

async function serve(options: ServeOptions): Promise<void> {
  const log = createLog(options.logLevel);
  const store = await openStore(options.database, { sharedEmails: options.sharedEmails, serving: true });
  try {
    const contract = loadContract({ unknownFields: options.unknownFields, casing: options.casing });
    const coverage = options.coverage && new Coverage(contract.document, contract.operations);
    const { secret } = await prepareFirstUse(store, environment().sandboxKey);
    const api = createApi({
      contract,
      store,
      casing: options.casing,
      validateResponses: options.validateResponses ?? false,
      corsOrigins: [...(options.corsOrigin ?? [])],
      ...(coverage && { onAnswer: (...answered) => coverage.note(...answered) }),
      onEnd: log.exchange,
      onViolation: log.violations,
    });
    const listening = await listenOrExplain(api.express, {
      host: options.host,
      port: options.port,
      limits: connectionLimits(options),
    });
    for (const line of welcome(listening.url, options.database, secret)) print(line);
    await api.warm();
    await untilSignal();
    await listening.drain(GRACE_MS);
    await api.stop();
    if (coverage) finishCoverage(coverage, { file: options.coverage });
  } finally {
    await store.close();
  }
}
