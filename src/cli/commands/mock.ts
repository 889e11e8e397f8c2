import { Command } from 'commander';
import { Coverage } from '../../contract/judge/coverage.ts';
import { loadContract } from '../../contract/load.ts';
import { createMockApi } from '../../http/create-mock-api.ts';
import { option } from '../config.ts';
import { coverageOption, finishCoverage } from '../coverage-file.ts';
import { listenOrExplain } from '../listen-or-explain.ts';
import { createLog, logLevelOption } from '../log.ts';
import { parsePort } from '../parse.ts';
import { untilSignal } from '../signals.ts';
import { print } from '../terminal.ts';

interface MockCommandOptions {
  port: number;
  host: string;
  dynamic?: true;
  cors?: true;
  coverage?: string;
  logLevel: string;
}

/** How long running requests may take to end after a signal. */
const GRACE_MS = 1000;

export function mockCommand(): Command {
  return new Command('mock')
    .description("answer with the spec's examples; it stores nothing (for that there is serve)")
    .addOption(
      option('--port <number>', 'where to listen; 0 takes a free port').argParser(parsePort).default(4010),
    )
    .addOption(option('--host <address>', 'on which address').default('127.0.0.1'))
    .addOption(option('--dynamic', 'invent values instead of giving examples'))
    .addOption(option('--cors', 'pages of any origin may call'))
    .addOption(coverageOption())
    .addOption(logLevelOption())
    .action(mock);
}

async function mock(options: MockCommandOptions): Promise<void> {
  const { port, host, dynamic, cors, logLevel } = options;
  const log = createLog(logLevel);
  const contract = loadContract();
  const coverage = options.coverage && new Coverage(contract.document, contract.operations);
  // Prism is large; no other command pays for it.
  const loading = import('../../mock/mock.ts').then(({ Mock }) =>
    Mock.load({ contract, isDynamic: dynamic === true }),
  );
  const api = createMockApi({
    contract,
    corsOrigins: cors ? ['*'] : [],
    answer: async (...asked) => (await loading).answer(...asked),
    ...(coverage && { onAnswer: (...answered) => coverage.note(...answered) }),
    onEnd: log.exchange,
  });
  const listening = await listenOrExplain(api.express, { host, port });
  print(`upsertd mocks the API at ${listening.url}/v2. It stores nothing; upsertd serve does.`);
  print(`curl ${listening.url}/v2/customers -H "x-api-key: any"`);
  await loading;
  await api.warm();
  await untilSignal();
  await listening.drain(GRACE_MS);
  if (coverage) finishCoverage(coverage, { file: options.coverage });
}
