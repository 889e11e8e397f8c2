import { describeMachine } from './machine.ts';
import {
  type Comparison,
  formatNumber,
  formatValue,
  isMet,
  type Metric,
  type Results,
  type Target,
} from './results.ts';

/** Renders all results as Markdown: a table for each comparison, then all targets. */
export function renderTable({ machine, comparisons }: Results): string {
  const targets = comparisons.flatMap(({ title, metrics }) =>
    metrics.flatMap((metric) => metric.targets.map((target) => [title, ...targetRow(metric, target)])),
  );
  return `${[
    '# Benchmark results',
    `Measured on ${describeMachine(machine)}. Values of different machines cannot be compared. \`make bench\` measures again; \`make bench-render\` redraws this file and [the chart](performance.svg) from [results.json](results.json).`,
    ...comparisons.map(renderComparison),
    '## Targets',
    'The project sets these limits for itself. A multiple (×) is the value of the first program divided by the value of the second.',
    markdownTable(['section', 'metric', 'target', 'measured', 'met'], targets),
  ].join('\n\n')}\n`;
}

/** One row per program or database size, one column per metric. */
function renderComparison({ title, method, better, metrics }: Comparison): string {
  const subjects = [...new Set(metrics.flatMap(({ values }) => values.map(({ subject }) => subject)))];
  const rows = subjects.map((subject) => [
    subject,
    ...metrics.map(({ values }) => {
      const found = values.find((value) => value.subject === subject);
      return found ? formatNumber(found.value) : '';
    }),
  ]);
  const heads = metrics.map(({ name, unit }) => `${name}, ${unit}`);
  return `## ${title}\n\n${method} ${better === 'higher' ? 'Higher' : 'Lower'} values are better.\n\n${markdownTable(['', ...heads], rows)}`;
}

function targetRow({ name, unit }: Metric, target: Target): string[] {
  const { subject, comparedTo, condition, limit, measured } = target;
  const met = isMet(target) ? 'yes' : 'no';
  if (comparedTo === undefined) {
    return [name, `${subject}: ${condition} ${formatValue(limit, unit)}`, formatValue(measured, unit), met];
  }
  return [name, `${subject}: ${condition} ${limit} × ${comparedTo}`, `${formatFactor(measured)} ×`, met];
}

/** Three significant digits, so that a factor just below its limit does not round to it. */
function formatFactor(factor: number): string {
  return factor.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
