import { Presets, SingleBar } from 'cli-progress';
import { countOutcomes, type RuleOutcome } from '../../verify/outcome.ts';

/** The progress display of a verification. */
export interface VerifyProgress {
  start(rules: number): void;
  rule(outcome: RuleOutcome): void;
  stop(): void;
}

/** Shows a bar on a terminal, and otherwise a line for every completed group of rules. */
export function showVerifyProgress(stream: NodeJS.WriteStream): VerifyProgress {
  return stream.isTTY ? showBar(stream) : showLines(stream);
}

function showBar(stream: NodeJS.WriteStream): VerifyProgress {
  const format = '{bar} {value} of {total} rules  {failed} failed  {group}';
  const bar = new SingleBar(
    { format, stream, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  let failed = 0;
  return {
    start: (rules) => bar.start(rules, 0, { failed, group: '' }),
    rule: (outcome) => {
      if (outcome.kind === 'failed') failed += 1;
      bar.increment({ failed, group: outcome.rule.group });
    },
    stop: () => bar.stop(),
  };
}

function showLines(stream: NodeJS.WriteStream): VerifyProgress {
  let group: RuleOutcome[] = [];
  const writeGroup = () => {
    const [first] = group;
    if (!first) return;
    const { passed, failed, notRun } = countOutcomes(group);
    const more = [...(failed > 0 ? [`${failed} failed`] : []), ...(notRun > 0 ? [`${notRun} not run`] : [])];
    stream.write(`${first.rule.group}: ${[`${passed} passed`, ...more].join(', ')}\n`);
    group = [];
  };
  return {
    start: () => {},
    rule: (outcome) => {
      if (group[0] && group[0].rule.group !== outcome.rule.group) writeGroup();
      group.push(outcome);
    },
    stop: writeGroup,
  };
}
