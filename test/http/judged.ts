import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { Coverage } from '../../src/contract/judge/coverage.ts';
import { ExchangeJudge, type Verdict } from '../../src/contract/judge/exchange-judge.ts';
import { loadContract } from '../../src/contract/load.ts';
import { judgingProxy } from '../../src/http/judging-proxy.ts';
import { listen } from '../../src/http/listen.ts';

const CONTRACT = loadContract();
const JUDGE = new ExchangeJudge(CONTRACT);

/** The proxy before a server, with what it has found. */
export interface Judged {
  readonly url: string;
  readonly coverage: Coverage;
  readonly verdicts: Verdict[];
  readonly unjudged: string[];
  /** Resolves when that many exchanges have come to their end. */
  found(count?: number): Promise<void>;
}

/** Ends with the test. */
export async function judged(target: string): Promise<Judged> {
  const coverage = new Coverage(CONTRACT.document, CONTRACT.operations);
  const verdicts: Verdict[] = [];
  const unjudged: string[] = [];
  let wake = () => {};
  const listener = judgingProxy({
    target: new URL(target),
    judge: JUDGE,
    coverage,
    onVerdict: (verdict) => {
      verdicts.push(verdict);
      wake();
    },
    onUnjudged: (_request, reason) => {
      unjudged.push(reason);
      wake();
    },
  });
  const listening = await listen(listener, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => listening.drain(0));
  const found = async (count = 1) => {
    while (verdicts.length + unjudged.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { url: listening.url, coverage, verdicts, unjudged, found };
}

/** A server that answers as it is told, until the test ends. */
export async function responseOptions(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
