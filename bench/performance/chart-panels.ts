import { type Comparison, formatValue, type Metric, type Results, UNITS } from './results.ts';

/** One bar chart with an axis of its own, in one unit. */
export interface Panel {
  readonly title: string;
  readonly axisLabel: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value with its unit. */
  readonly text: string;
  /** Whether it is upsertd's own bar, which has another colour. */
  readonly isOurs: boolean;
}

/** The panels of the chart and the ids of the metrics that each of them draws. */
const PANELS: readonly (readonly string[])[] = [
  ['single-upserts'],
  ['batches'],
  ['latency-p50', 'latency-p99'],
];

/** Selects what the chart shows. A panel is left out if the run did not measure it. */
export function chartPanels({ comparisons }: Results): Panel[] {
  return PANELS.flatMap((ids) =>
    comparisons.flatMap(({ title, better, metrics }) => {
      const chosen = metrics.filter(({ id }) => ids.includes(id));
      return chosen.length === 0 ? [] : [toPanel(title, better, chosen)];
    }),
  );
}

/** A bar for each value of metrics that have the same unit; the label names the metric if there are several. */
function toPanel(title: string, better: Comparison['better'], metrics: readonly Metric[]): Panel {
  const bars = metrics.flatMap(({ name, unit, values }) =>
    values.map(({ subject, value }) => ({
      label: metrics.length > 1 ? `${capitalized(name)}, ${subject}` : subject,
      value,
      text: formatValue(value, unit),
      isOurs: subject.startsWith('upsertd'),
    })),
  );
  const units = [...new Set(metrics.map(({ unit }) => UNITS[unit]))].join(', ');
  return { title, axisLabel: `${units} (${better} is better)`, bars };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
