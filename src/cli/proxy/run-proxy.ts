import { loadContract } from '../../contract/load.ts';
import { Coverage } from '../../contract/validation/coverage.ts';
import { type ExchangeValidation, ExchangeValidator } from '../../contract/validation/exchange-validator.ts';
import type { ForwardedExchange } from '../../proxy/forward-request.ts';
import { validatingProxy } from '../../proxy/validating-proxy.ts';
import { type CoverageFlags, finishCoverage } from '../coverage-file.ts';
import { listenOrExplain } from '../listen-or-explain.ts';
import { refuseUnwritable } from '../refuse-unwritable.ts';
import { untilSignal } from '../signals.ts';
import { print, printError } from '../terminal.ts';

export interface ProxyOptions extends CoverageFlags {
  port: number;
  host: string;
}

/** How long running requests may take to end after a signal. */
const GRACE_MS = 5000;

/** @throws Failure when an answer broke the spec or did not come, or when too little was exercised. */
export async function runProxy(target: URL, options: ProxyOptions): Promise<void> {
  // Heard from here on, so that a signal that comes early is not missed.
  const stopped = untilSignal();
  refuseUnwritable(options.coverage);
  const contract = loadContract();
  const coverage = new Coverage(contract.document, contract.operations);
  let broken = 0;
  let unjudged = 0;
  const listener = validatingProxy({
    target,
    validator: new ExchangeValidator(contract),
    coverage,
    onResult: (verdict, relayed) => {
      if (verdict.response.length > 0) broken += 1;
      for (const line of report(verdict, relayed)) printError(line);
    },
    onUnjudged: ({ method }, reason) => {
      unjudged += 1;
      printError(`NO ANSWER ${method}: ${reason}`);
    },
  });
  const listening = await listenOrExplain(listener, { host: options.host, port: options.port });
  print(`upsertd judges what goes to ${target.origin} at ${listening.url}/v2`);
  await stopped;
  await listening.drain(GRACE_MS);
  const failures = [
    ...(broken > 0 ? [`${count(broken, 'answer')} broke the spec.`] : []),
    ...(unjudged > 0 ? [`${count(unjudged, 'exchange')} could not be judged.`] : []),
  ];
  finishCoverage(coverage, options, failures);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** A path is told by its template, because ids and searches are personal data. */
function report(
  { operation, request, response: answer }: ExchangeValidation,
  { method, status }: ForwardedExchange,
): string[] {
  const where = `${method} ${operation?.path ?? '(a path that is not in the spec)'} → ${status}`;
  return [
    ...request.map((violation) => `request   ${where}: ${violation}`),
    ...answer.map((violation) => `ANSWER    ${where}: ${violation}`),
  ];
}
