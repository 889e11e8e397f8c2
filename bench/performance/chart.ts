import type { Bar, Panel } from './chart-panels.ts';

// The chart is narrow, so that a phone, which shrinks it to about 360 px, still shows text of 11 px.
const WIDTH = 500;
const MARGIN = 16;
const BAR_WIDTH = 330;
const BAR_HEIGHT = 12;
const ROW_HEIGHT = 44;
const HEADER_HEIGHT = 72;
const PANEL_TITLE_HEIGHT = 28;
const AXIS_HEIGHT = 60;

/** An own background keeps the text readable on a page whose colours do not follow the system's. */
const STYLE = `
.background{fill:#fff;stroke:#d1d9e0}text{fill:#1f2328}.muted{fill:#59636e}
.ours{fill:#0969da}.other{fill:#818b98}.grid{stroke:#d1d9e0}.strong{font-weight:600}
.bar-text{paint-order:stroke;stroke:#fff;stroke-width:5px}
@media (prefers-color-scheme:dark){.background{fill:#0d1117;stroke:#3d444d}text{fill:#f0f6fc}.muted{fill:#9198a1}
.ours{fill:#4493f8}.other{fill:#818b98}.grid{stroke:#3d444d}.bar-text{stroke:#0d1117}}`;

export interface ChartText {
  readonly title: string;
  readonly subtitle: string;
}

/** Draws panels below each other as an SVG, with every label and value also in its description for screen readers. */
export function drawChart({ title, subtitle }: ChartText, panels: readonly Panel[]): string {
  const drawn: string[] = [];
  let y = HEADER_HEIGHT;
  for (const panel of panels) {
    drawn.push(drawPanel(panel, y));
    y += PANEL_TITLE_HEIGHT + panel.bars.length * ROW_HEIGHT + AXIS_HEIGHT;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" font-size="15" role="img" aria-labelledby="title description">
<title id="title">${escapeXml(title)}</title>
<desc id="description">${escapeXml([subtitle, ...panels.map(describe)].join(' '))}</desc>
<style>${STYLE}
</style>
<rect class="background" x="0.5" y="0.5" width="${WIDTH - 1}" height="${y - 1}" rx="8"/>
<text class="strong" x="${MARGIN}" y="30" font-size="18">${escapeXml(title)}</text>
<text class="muted" x="${MARGIN}" y="52" font-size="14">${escapeXml(subtitle)}</text>
${drawn.join('\n')}
</svg>
`;
}

function describe({ title, axisLabel, bars }: Panel): string {
  return `${title}, ${axisLabel}: ${bars.map(({ label, text }) => `${label}: ${text}`).join('; ')}.`;
}

function drawPanel({ title, axisLabel, bars }: Panel, top: number): string {
  const barsTop = top + PANEL_TITLE_HEIGHT;
  const barsBottom = barsTop + bars.length * ROW_HEIGHT;
  const ticks = axisTicks(Math.max(...bars.map(({ value }) => value)));
  const width = (value: number) => (value / (ticks.at(-1) ?? 1)) * BAR_WIDTH;
  return [
    `<text class="strong" x="${MARGIN}" y="${top + 18}" font-size="16">${escapeXml(title)}</text>`,
    ...ticks.map((tick) => drawTick(tick, MARGIN + width(tick), barsTop, barsBottom)),
    ...bars.map((bar, index) => drawBar(bar, barsTop + index * ROW_HEIGHT, width(bar.value))),
    `<text class="muted" x="${MARGIN}" y="${barsBottom + 37}" font-size="14">${escapeXml(axisLabel)}</text>`,
  ].join('\n');
}

function drawTick(value: number, x: number, top: number, bottom: number): string {
  const anchor = value === 0 ? 'start' : 'middle';
  return `<line class="grid" x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${top + 4}" y2="${bottom + 4}"/>
<text class="muted" x="${x.toFixed(1)}" y="${bottom + 19}" font-size="13" text-anchor="${anchor}">${value.toLocaleString('en')}</text>`;
}

/** The label above the bar, the value at its end. */
function drawBar({ label, text, isOurs }: Bar, top: number, width: number): string {
  const textClass = isOurs ? 'bar-text strong' : 'bar-text';
  return `<text class="${textClass}" x="${MARGIN}" y="${top + 22}">${escapeXml(label)}</text>
<rect class="${isOurs ? 'ours' : 'other'}" x="${MARGIN}" y="${top + 28}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>
<text class="${textClass}" x="${(MARGIN + width + 8).toFixed(1)}" y="${top + 39}">${escapeXml(text)}</text>`;
}

/** Round values from 0 to at least `maximum`, four to six of them. */
export function axisTicks(maximum: number): number[] {
  const power = 10 ** Math.floor(Math.log10(maximum / 2));
  const step = ([1, 2, 5].find((factor) => maximum / (factor * power) <= 5) ?? 10) * power;
  return Array.from({ length: Math.ceil(maximum / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
