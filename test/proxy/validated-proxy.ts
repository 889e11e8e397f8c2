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

/** A validating proxy in front of a server, with its results. */
export interface ProxyFixture {
  readonly url: string;
  readonly coverage: Coverage;
  readonly results: ExchangeValidation[];
  readonly unvalidated: string[];
  /** Resolves when this number of exchanges is complete. */
  found(count?: number): Promise<void>;
}

/** Starts a proxy, which stops with the test. */
export async function startProxy(target: string): Promise<ProxyFixture> {
  const coverage = new Coverage(CONTRACT.document, CONTRACT.operations);
  const results: ExchangeValidation[] = [];
  const unvalidated: string[] = [];
  let wake = () => {};
  const listener = validatingProxy({
    target: new URL(target),
    validator: VALIDATOR,
    coverage,
    onResult: (result) => {
      results.push(result);
      wake();
    },
    onUnvalidated: (_request, reason) => {
      unvalidated.push(reason);
      wake();
    },
  });
  const listening = await listen(listener, { host: '127.0.0.1', port: 0, allowsHalfOpen: false });
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

/** Starts a server with this listener, which stops with the test. */
export async function startTarget(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
