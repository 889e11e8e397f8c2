import { countOutcomes, type Outcome, type RuleOutcome } from '../outcome.ts';
import { citedSentence } from '../rule.ts';
import { escapeMarkup } from './escape-markup.ts';
import type { ExchangeShower } from './show-exchange.ts';

/** Writes the outcome as JUnit XML for CI systems, with a suite for each group of rules and a case for each rule. */
export function junitReport({ rules, took, startedAt, stopped }: Outcome, shower: ExchangeShower): string {
  const groups = Map.groupBy(rules, ({ rule }) => rule.group);
  const suites = [...groups].map(([group, members]) => {
    const attributes = {
      ...counts(members),
      time: seconds(sum(members)),
      timestamp: startedAt.toISOString(),
    };
    return [
      open('testsuite', { name: group, ...attributes }),
      ...members.map((one) => testCase(one, shower)),
      '</testsuite>',
    ];
  });
  const errors = stopped ? 1 : 0;
  const total = { ...counts(rules), tests: rules.length + errors, errors };
  const all = open('testsuites', { name: 'upsertd verify', ...total, time: seconds(took) });
  const ended = stopped ? stoppedSuite(stopped.sentence, startedAt) : [];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    all,
    ...suites.flat(),
    ...ended,
    '</testsuites>',
    '',
  ].join('\n');
}

/** A run that ended before its last rule is an error, so that a CI system does not count it as passed. */
function stoppedSuite(sentence: string, startedAt: Date): string[] {
  const attributes = { tests: 1, failures: 0, errors: 1, skipped: 0, time: seconds(0) };
  return [
    open('testsuite', { name: 'The run', ...attributes, timestamp: startedAt.toISOString() }),
    `${open('testcase', { classname: 'run', name: 'All selected rules are run.', time: seconds(0) })}${open(
      'error',
      { message: sentence, type: 'Stopped' },
    )}</error></testcase>`,
    '</testsuite>',
  ];
}

function testCase(outcome: RuleOutcome, shower: ExchangeShower): string {
  const { rule, took } = outcome;
  const start = open('testcase', { classname: rule.id, name: rule.sentence, time: seconds(took) });
  if (outcome.kind === 'passed') return `${start}</testcase>`;
  if (outcome.kind === 'not run') {
    return `${start}${open('skipped', { message: `not run: needs ${outcome.needs}` })}</skipped></testcase>`;
  }
  const { message, exchange } = outcome.mismatch;
  const { request, response } = shower.show(exchange);
  const text = escapeMarkup(`${citedSentence(rule)}\n${message}\n\n${request}\n\n${response}`);
  return `${start}${open('failure', { message, type: 'Mismatch' })}${text}</failure></testcase>`;
}

function counts(rules: readonly RuleOutcome[]) {
  const { failed, notRun } = countOutcomes(rules);
  return { tests: rules.length, failures: failed, errors: 0, skipped: notRun };
}

function open(name: string, attributes: Readonly<Record<string, string | number>>): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeMarkup(String(value))}"`,
  );
  return `<${name}${written.join('')}>`;
}

function sum(rules: readonly RuleOutcome[]): number {
  return rules.reduce((total, { took }) => total + took, 0);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
