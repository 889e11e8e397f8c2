import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { Coverage } from '../../src/contract/validation/coverage.ts';
import {
  type ExchangeValidation,
  ExchangeValidator,
} from '../../src/contract/validation/exchange-validator.ts';
import { listen } from '../../src/http/server/listen.ts';
import { validatingProxy } from '../../src/proxy/validating-proxy.ts';

const CONTRACT = loadContract();
const JUDGE = new ExchangeValidator(CONTRACT);

/** The proxy before a server, with what it has found. */
export interface Judged {
  readonly url: string;
  readonly coverage: Coverage;
  readonly verdicts: ExchangeValidation[];
  readonly unjudged: string[];
  /** Resolves when that many exchanges have come to their end. */
  found(count?: number): Promise<void>;
}

/** Ends with the test. */
export async function judged(target: string): Promise<Judged> {
  const coverage = new Coverage(CONTRACT.document, CONTRACT.operations);
  const verdicts: ExchangeValidation[] = [];
  const unjudged: string[] = [];
  let wake = () => {};
  const listener = validatingProxy({
    target: new URL(target),
    validator: JUDGE,
    coverage,
    onResult: (verdict) => {
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
