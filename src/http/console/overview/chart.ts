import { html } from '../../pages/html.ts';
import { OUTCOMES, type OutcomeCounts } from './activity.ts';

const WIDTH = 600;
const HEIGHT = 96;
const GAP = 2;

/**
 * Renders counts as stacked bars, the oldest on the left.
 *
 * @param name the text of the chart for screen readers.
 */
export function barChart(name: string, counts: readonly OutcomeCounts[]) {
  const highest = Math.max(1, ...counts.map(totalOf));
  const width = WIDTH / counts.length;
  const bars = counts.map((count, index) => {
    let top = HEIGHT;
    return OUTCOMES.map((outcome) => {
      if (count[outcome] === 0) return null;
      const height = (count[outcome] / highest) * HEIGHT;
      top -= height;
      return html`<rect class="${outcome}" x="${round(index * width)}" y="${round(top)}" width="${round(width - GAP)}" height="${round(height)}"/>`;
    });
  });
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${name}">${bars}</svg>`;
}

export function totalOf(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}

export function sumOf(all: readonly OutcomeCounts[]): OutcomeCounts {
  return Object.fromEntries(
    OUTCOMES.map((outcome) => [outcome, all.reduce((sum, counts) => sum + counts[outcome], 0)]),
  ) as unknown as OutcomeCounts;
}

function round(value: number): string {
  return value.toFixed(2);
}
