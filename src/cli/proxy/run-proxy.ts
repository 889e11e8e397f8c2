import { writeFileSync } from 'node:fs';
import { loadContract } from '../../contract/load.ts';
import { Coverage } from '../../contract/validation/coverage.ts';
import { type ExchangeValidation, ExchangeValidator } from '../../contract/validation/exchange-validator.ts';
import { ExchangeLog, exchangeName, type LoggedOperation } from '../../proxy/exchange-log.ts';
import { exchangeReport } from '../../proxy/exchange-report.ts';
import type { ForwardedExchange } from '../../proxy/forward-request.ts';
import { validatingProxy } from '../../proxy/validating-proxy.ts';
import { type CoverageFlags, finishCoverage } from '../files/coverage-file.ts';
import { refuseUnwritable } from '../files/refuse-unwritable.ts';
import { listenOrExplain } from '../listen-or-explain.ts';
import { untilSignal } from '../signals.ts';
import { print, printError } from '../terminal.ts';

export interface ProxyOptions extends CoverageFlags {
  port: number;
  host: string;
  /** The file for the exchanges as HTML. */
  report?: string;
}

/** The time that running requests have to end after a signal. */
const GRACE_MS = 5000;

/** Runs the command. @throws CliError if a response broke the spec or was missing, or the spec coverage is too low. */
export async function runProxy(target: URL, options: ProxyOptions): Promise<void> {
  // The handlers are installed first, so that an early signal is not lost.
  const stopped = untilSignal();
  refuseUnwritable(options.coverage);
  refuseUnwritable(options.report);
  const contract = loadContract();
  const coverage = new Coverage(contract.document, contract.operations);
  const log = new ExchangeLog();
  let broken = 0;
  let unvalidated = 0;
  const listener = validatingProxy({
    target,
    validator: new ExchangeValidator(contract),
    coverage,
    onResult: (validation, exchange) => {
      if (validation.response.length > 0) broken += 1;
      log.add(validation, exchange);
      for (const line of report(validation, exchange)) printError(line);
    },
    onUnvalidated: ({ method, url = '' }, reason) => {
      unvalidated += 1;
      const [path] = url.split('?', 1);
      printError(`NO RESPONSE ${method} ${path}: ${reason}`);
    },
  });
  const { host, port } = options;
  // A client that disconnects ends the forwarded request too, so the proxy must notice it at once.
  const listening = await listenOrExplain(listener, { host, port, allowsHalfOpen: false });
  print(`upsertd validates requests to ${target.origin} at ${listening.url}/v2`);
  await stopped;
  await listening.drain(GRACE_MS);
  const operations = log.operations();
  for (const operation of operations) print(showOperation(operation));
  if (options.report !== undefined) writeFileSync(options.report, exchangeReport(target, operations));
  const failures = [
    ...(broken > 0 ? [`${count(broken, 'response')} broke the spec.`] : []),
    ...(unvalidated > 0 ? [`${count(unvalidated, 'exchange')} could not be validated.`] : []),
  ];
  finishCoverage(coverage, options, failures);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Writes one line about an operation. */
function showOperation({
  name,
  isUnknown,
  count: all,
  brokenRequests,
  brokenResponses,
}: LoggedOperation): string {
  const parts = [
    count(all, 'exchange'),
    ...(isUnknown ? ['not in the spec'] : []),
    ...(brokenRequests > 0 ? [`${count(brokenRequests, 'request')} broke the spec`] : []),
    ...(brokenResponses > 0 ? [`${count(brokenResponses, 'response')} broke the spec`] : []),
  ];
  return `${name}: ${parts.join(', ')}`;
}

/** Describes violations. It shows the template of a path of the spec, because ids and searches are personal data. */
function report(validation: ExchangeValidation, exchange: ForwardedExchange): string[] {
  const where = `${exchangeName(validation, exchange)} → ${exchange.status}`;
  return [
    ...validation.request.map((violation) => `request   ${where}: ${violation}`),
    ...validation.response.map((violation) => `RESPONSE  ${where}: ${violation}`),
  ];
}
