import type { Mismatch } from '../mismatch.ts';
import { countOutcomes, groupNeeds, type Outcome, type RuleOutcome } from '../outcome.ts';
import { citedSentence } from '../rule.ts';
import type { Target } from '../target.ts';
import { type Cause, groupByCause } from './causes.ts';
import type { ExchangeShower } from './show-exchange.ts';

/** Writes the line that announces the target. */
export function showTarget(url: string, target: Target, rules: number): string {
  return target.kind === 'server'
    ? `Verifying ${url}: a server, so shape and behaviour, ${rules} rules.`
    : `Verifying ${url}: a mock, which stores nothing, so only the rules about shape are run, of ${rules} rules.`;
}

/** The number of causes that the terminal shows, so that they fit on one screen. */
const SHOWN_CAUSES = 6;

/** The number of causes that the terminal shows with their complete exchanges. */
const COMPLETE_CAUSES = 2;

/** The number of rules that the terminal names for one cause, beside the first. */
const NAMED_RULES = 4;

/** The length of a line of an abbreviated exchange. */
const LINE_LENGTH = 160;

/** Writes the failed rules by their causes: the first rule of each cause, with its exchange, and the other rules. */
export function showFailures(rules: readonly RuleOutcome[], shower: ExchangeShower): string[] {
  const causes = groupByCause(rules);
  const isComplete = causes.length <= COMPLETE_CAUSES;
  const shown = causes.slice(0, SHOWN_CAUSES).flatMap((cause) => showCause(cause, shower, isComplete));
  const others = causes.slice(SHOWN_CAUSES);
  if (others.length === 0) return shown;
  const rulesLeft = others.reduce((sum, { failures }) => sum + failures.length, 0);
  return [
    ...shown,
    `${others.length} more causes, with ${rulesLeft} failed rules. --report html shows all of them with their exchanges.`,
  ];
}

function showCause({ failures }: Cause, shower: ExchangeShower, isComplete: boolean): string[] {
  const [{ rule, mismatch }, ...others] = failures;
  const { request, response } = shower.show(mismatch.exchange);
  const exchange = isComplete
    ? [...indent('>', request), ...indent('<', response)]
    : [...indent('>', abbreviate(request)), ...indent('<', abbreviate(response))];
  return [
    `FAILED ${rule.id} (${rule.group})`,
    `  ${citedSentence(rule)}`,
    `  expected ${cut(mismatch.expected)}`,
    `  but ${cut(mismatch.got)}`,
    ...showWrite(mismatch, shower),
    ...exchange,
    ...showOthers(others),
  ];
}

/** Writes the write whose effect the failed read shows. */
function showWrite({ write }: Mismatch, shower: ExchangeShower): string[] {
  if (!write) return [];
  const { request, response } = shower.show(write);
  return ['  after', ...indent('>', abbreviate(request)), ...indent('<', abbreviate(response)), '  in'];
}

function showOthers(others: readonly RuleOutcome[]): string[] {
  if (others.length === 0) return [];
  const names = others.slice(0, NAMED_RULES).map(({ rule }) => rule.id);
  const rest = others.length - names.length;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return [
    `  The same cause: ${others.length} ${others.length === 1 ? 'other rule' : 'other rules'}, ${names.join(', ')}${more}.`,
  ];
}

/** Keeps the first line and the body of a message. */
function abbreviate(message: string): string {
  const [head = '', ...rest] = message.split('\n\n');
  const [first = ''] = head.split('\n');
  const body = rest.join(' ').replaceAll('\n', ' ');
  return cut(body === '' ? first : `${first}  ${body}`);
}

function cut(line: string): string {
  return line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line;
}

/** Writes the summary of a run. */
export function showSummary(outcome: Outcome): string[] {
  const { passed, failed, notRun } = countOutcomes(outcome.rules);
  const { covered, total } = outcome.coverage;
  return [
    ...[...groupNeeds(outcome.rules)].map(
      ([needs, { length }]) => `not run: ${length} ${length === 1 ? 'rule needs' : 'rules need'} ${needs}`,
    ),
    `${passed} passed, ${failed} failed, ${notRun} not run, in ${(outcome.took / 1000).toFixed(1)} s.`,
    `The responses cover ${covered} of the ${total} cases that the spec declares.`,
    ...showCreatedCustomers(outcome),
  ];
}

function showCreatedCustomers({ createdCount: left, run }: Outcome): string[] {
  if (left === 0) return [];
  return [
    `The ${left} customers of this run remain, because the API cannot delete customers; a search for ${run} finds them.`,
  ];
}

function indent(mark: string, text: string): string[] {
  return text.split('\n').map((line) => `    ${mark} ${line}`.trimEnd());
}
