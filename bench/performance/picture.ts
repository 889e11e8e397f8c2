import { type Row, showRatio } from './row.ts';

const WIDTH = 860;
const LINE = 26;
const BAR_FROM = 520;
const BAR_TO = 770;

/** The ratios as bars against their goals, as an SVG that is read in light and dark. A bar ends at twice its goal. */
export function draw(rows: readonly Row[], machine: string): string {
  const drawn = rows.filter(({ goal }) => goal > 0);
  const height = drawn.length * LINE + 70;
  const goalAt = (BAR_FROM + BAR_TO) / 2;
  const lines = drawn.map((row, index) => {
    const y = 40 + index * LINE;
    const share = Math.min(row.ratio / row.goal, 2) / 2;
    const label = inXml(`${row.what}, beside ${row.beside}`);
    return `<text x="12" y="${y + 14}">${label}</text>
<rect x="${BAR_FROM}" y="${y + 2}" width="${((BAR_TO - BAR_FROM) * share).toFixed(0)}" height="16" rx="2" class="${row.ratio >= row.goal ? 'reached' : 'missed'}"/>
<text x="${BAR_TO + 8}" y="${y + 14}">${showRatio(row.ratio)} ×</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Ratios of upsertd to its peers">
<style>text{fill:#24292f}.reached{fill:#2da44e}.missed{fill:#bf8700}line{stroke:#57606a}@media (prefers-color-scheme:dark){text{fill:#e6edf3}}</style>
<text x="12" y="22" font-weight="600">upsertd beside its peers; the line is the goal</text>
${lines.join('\n')}
<line x1="${goalAt}" x2="${goalAt}" y1="34" y2="${40 + drawn.length * LINE}" stroke-dasharray="3 3"/>
<text x="12" y="${height - 12}">${inXml(machine)}</text>
</svg>
`;
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
