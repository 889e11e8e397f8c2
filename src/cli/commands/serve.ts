import { Command } from 'commander';
import type { Casing } from '../../contract/derive.ts';
import { loadContract } from '../../contract/load.ts';
import type { SharedEmails } from '../../domain/email-rule.ts';
import { createApi } from '../../http/create-api.ts';
import { type Listening, listen } from '../../http/listen.ts';
import { openStore } from '../../storage/open-store.ts';
import { databaseOption, environment, option } from '../config.ts';
import { Failure } from '../failure.ts';
import { prepareFirstUse } from '../first-use.ts';
import { createLog, LOG_LEVELS } from '../log.ts';
import { parsePort } from '../parse.ts';
import { untilSignal } from '../signals.ts';
import { print } from '../terminal.ts';
import { welcome } from '../welcome.ts';

interface ServeOptions {
  port: number;
  host: string;
  database: string;
  casing: Casing;
  unknownFields: 'warn' | 'reject';
  sharedEmails: SharedEmails;
  validateResponses?: true;
  corsOrigin?: string[];
  logLevel: string;
}

/** How long running requests may take to end after a signal. */
const GRACE_MS = 10_000;

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the customer API from a database')
    .addOption(
      option('--port <number>', 'where to listen; 0 takes a free port').argParser(parsePort).default(4000),
    )
    .addOption(option('--host <address>', 'on which address').default('127.0.0.1'))
    .addOption(databaseOption())
    .addOption(
      option('--casing <which>', 'the spelling of names in plain customer answers')
        .choices(['camel', 'snake', 'both'])
        .default('both'),
    )
    .addOption(
      option('--unknown-fields <what>', 'what becomes of a body field that is not in the contract')
        .choices(['warn', 'reject'])
        .default('warn'),
    )
    .addOption(
      option(
        '--shared-emails <what>',
        'whether customers may share an email; then it no longer finds anybody',
      )
        .choices(['refuse', 'allow'])
        .default('refuse'),
    )
    .addOption(
      option('--validate-responses', 'hold every answer against the spec; a wrong one becomes a 500'),
    )
    .addOption(option('--cors-origin <origin...>', 'pages of this origin may call, * for any'))
    .addOption(
      option('--log-level <level>', 'what to log on standard error').choices(LOG_LEVELS).default('info'),
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const log = createLog(options.logLevel);
  const store = await openStore(options.database, { sharedEmails: options.sharedEmails, serving: true });
  try {
    const contract = loadContract({ unknownFields: options.unknownFields, casing: options.casing });
    const { secret } = await prepareFirstUse(store, environment().sandboxKey);
    const api = createApi({
      contract,
      store,
      casing: options.casing,
      validateResponses: options.validateResponses ?? false,
      corsOrigins: options.corsOrigin ?? [],
      onEnd: log.exchange,
      onViolation: log.violations,
    });
    const listening = await listenOrExplain(api.express, options);
    for (const line of welcome(listening.url, options.database, secret)) print(line);
    await api.warm();
    await untilSignal();
    await listening.drain(GRACE_MS);
    await api.stop();
  } finally {
    await store.close();
  }
}

async function listenOrExplain(
  app: Parameters<typeof listen>[0],
  { host, port }: ServeOptions,
): Promise<Listening> {
  try {
    return await listen(app, { host, port });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE')
      throw new Failure(`Port ${port} is busy; stop what uses it, or choose another with --port.`);
    if (code === 'EACCES')
      throw new Failure(`Port ${port} may not be used by this user; choose one above 1023.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Failure(`${host} is not an address of this machine.`);
    throw error;
  }
}
