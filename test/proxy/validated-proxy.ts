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
const VALIDATOR = new ExchangeValidator(CONTRACT);

/** The proxy before a server, with what it has found. */
export interface ProxyFixture {
  readonly url: string;
  readonly coverage: Coverage;
  readonly results: ExchangeValidation[];
  readonly unvalidated: string[];
  /** Resolves when that many exchanges have come to their end. */
  found(count?: number): Promise<void>;
}

/** Ends with the test. */
export async function startProxy(target: string): Promise<ProxyFixture> {
  const coverage = new Coverage(CONTRACT.document, CONTRACT.operations);
  const results: ExchangeValidation[] = [];
  const unvalidated: string[] = [];
  let wake = () => {};
  const listener = validatingProxy({
    target: new URL(target),
    validator: VALIDATOR,
    coverage,
    onResult: (verdict) => {
      results.push(verdict);
      wake();
    },
    onUnvalidated: (_request, reason) => {
      unvalidated.push(reason);
      wake();
    },
  });
  const listening = await listen(listener, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => listening.drain(0));
  const found = async (count = 1) => {
    while (results.length + unvalidated.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { url: listening.url, coverage, results, unvalidated, found };
}

/** A server that answers as it is told, until the test ends. */
export async function startTarget(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
