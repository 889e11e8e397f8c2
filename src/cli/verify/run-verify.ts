import { writeFileSync } from 'node:fs';
import { loadContract } from '../../contract/load.ts';
import type { Keys } from '../../verify/keys.ts';
import { countOutcomes, type Outcome } from '../../verify/outcome.ts';
import { htmlReport } from '../../verify/report/html.ts';
import { renderJsonReport } from '../../verify/report/json.ts';
import { junitReport } from '../../verify/report/junit.ts';
import { ExchangeShower } from '../../verify/report/show-exchange.ts';
import { showFailures, showSummary, showTarget } from '../../verify/report/show-text.ts';
import { citedSentence, isSelected } from '../../verify/rule.ts';
import { Verifier, type VerifyOptions } from '../../verify/verifier.ts';
import { CliError, usageError } from '../cli-error.ts';
import { refuseUnwritable } from '../files/refuse-unwritable.ts';
import { untilDoneOrSignal } from '../signals.ts';
import { print, printError } from '../terminal.ts';
import type { ReportFormat } from './parse-options.ts';
import { showVerifyProgress } from './progress.ts';

export interface VerifyCommandOptions {
  apiKey?: string;
  otherMerchantKey?: string;
  otherModeKey?: string;
  readonlyKey?: string;
  revokedKey?: string;
  readonly?: true;
  strict?: true;
  only: string[];
  report: ReportFormat[];
  list?: true;
}

const WRITERS = { junit: junitReport, json: renderJsonReport, html: htmlReport };

/** The default key. A mock accepts any key. */
const ANY_KEY = 'any';

/** Runs the command. @throws CliError with exit code 1 if a rule is broken, or 2 if the rules cannot run. */
export async function runVerify(url: string | undefined, options: VerifyCommandOptions): Promise<void> {
  const { only, readonly = false, strict = false, report } = options;
  const verifier = new Verifier(loadContract());
  const rules = verifier.rules.filter((rule) => isSelected(rule, only));
  if (rules.length === 0)
    throw usageError(`No rule has ${only.join(' or ')} in its id; --list shows all rules.`);
  if (options.list) {
    for (const rule of rules) print(`${rule.id}  ${citedSentence(rule)}`);
    return;
  }
  if (url === undefined)
    throw usageError('The URL of the server is missing, such as: upsertd verify http://127.0.0.1:4000');
  for (const { file } of report) refuseUnwritable(file);
  const keys = readKeys(options);
  const shower = new ExchangeShower(keys);
  const outcome = await untilDoneOrSignal(async (stop) => {
    const ended = await verify(verifier, { url, keys, only, mayWrite: !readonly, strict, stop });
    printOutcome(ended, shower);
    for (const { kind, file } of report) writeFileSync(file, WRITERS[kind](ended, shower));
    return ended;
  });
  throwIfFailed(outcome);
}

function printOutcome(outcome: Outcome, shower: ExchangeShower): void {
  if (outcome.target.kind !== 'unknown') {
    for (const line of showFailures(outcome.rules, shower)) print(line);
    for (const line of showSummary(outcome)) print(line);
  }
  if (outcome.stopped?.reason === 'signal') printError(outcome.stopped.sentence);
}

/** @throws CliError with exit code 2 if the rules could not run, or 1 if a rule is broken. */
function throwIfFailed({ rules, stopped }: Outcome): void {
  if (stopped?.reason === 'target') throw usageError(stopped.sentence);
  if (stopped?.reason === 'key')
    throw usageError(`${stopped.sentence} Set it with --api-key or UPSERTD_API_KEY.`);
  const { failed } = countOutcomes(rules);
  if (failed > 0) throw new CliError(`Broken rules of the contract: ${failed}.`);
}

async function verify(
  verifier: Verifier,
  options: Omit<VerifyOptions, 'onTarget' | 'onRule'> & { stop: AbortSignal },
): Promise<Outcome> {
  const progress = showVerifyProgress(process.stderr);
  // The bar is removed now, since a second signal ends the process at once.
  options.stop.addEventListener('abort', () => progress.stop());
  try {
    return await verifier.verify({
      ...options,
      onTarget: (target, rules) => {
        print(showTarget(options.url, target, rules));
        progress.start(rules);
      },
      onRule: (outcome) => progress.rule(outcome),
    });
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('baseUrl'))
      throw usageError(error.message.replace(/^baseUrl/, 'The URL'));
    throw error;
  } finally {
    progress.stop();
  }
}

function readKeys(options: VerifyCommandOptions): Keys {
  return {
    main: options.apiKey ?? ANY_KEY,
    otherMerchant: options.otherMerchantKey,
    otherMode: options.otherModeKey,
    readonly: options.readonlyKey,
    revoked: options.revokedKey,
  };
}
