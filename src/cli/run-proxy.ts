import { Coverage } from '../contract/judge/coverage.ts';
import { ExchangeJudge, type Verdict } from '../contract/judge/exchange-judge.ts';
import { loadContract } from '../contract/load.ts';
import { judgingProxy } from '../http/judging-proxy.ts';
import type { Relayed } from '../http/relay.ts';
import { finishCoverage } from './coverage-file.ts';
import { Failure } from './failure.ts';
import { listenOrExplain } from './listen-or-explain.ts';
import { untilSignal } from './signals.ts';
import { complain, print } from './terminal.ts';

export interface ProxyOptions {
  port: number;
  host: string;
  coverage?: string;
  failUnder?: number;
}

/** How long running requests may take to end after a signal. */
const GRACE_MS = 5000;

/** @throws Failure when an answer broke the spec, or when too little was exercised. */
export async function runProxy(origin: URL, options: ProxyOptions): Promise<void> {
  // Heard from here on, so that a signal that comes early is not missed.
  const stopped = untilSignal();
  const contract = loadContract();
  const coverage = new Coverage(contract.document, contract.operations);
  let broken = 0;
  const listener = judgingProxy({
    origin,
    judge: new ExchangeJudge(contract),
    coverage,
    onVerdict: (verdict, relayed) => {
      if (verdict.answer.length > 0) broken += 1;
      for (const line of tell(verdict, relayed)) complain(line);
    },
  });
  const listening = await listenOrExplain(listener, { host: options.host, port: options.port });
  print(`upsertd judges what goes to ${origin.origin} at ${listening.url}/v2`);
  await stopped;
  await listening.drain(GRACE_MS);
  finishCoverage(coverage, { file: options.coverage, failUnder: options.failUnder });
  if (broken > 0) throw new Failure(`${broken} answers broke the spec.`);
}

/** A path is told by its template, because ids and searches are personal data. */
function tell({ operation, request, answer }: Verdict, { method, status }: Relayed): string[] {
  const where = `${method} ${operation?.path ?? '(a path that is not in the spec)'} → ${status}`;
  return [
    ...request.map((violation) => `request   ${where}: ${violation}`),
    ...answer.map((violation) => `ANSWER    ${where}: ${violation}`),
  ];
}
