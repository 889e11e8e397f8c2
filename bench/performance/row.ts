/** One line of the table: what was measured, beside what, and how they compare. */
export interface Row {
  /** The number of its goal. */
  readonly number: number;
  readonly what: string;
  readonly beside: string;
  /** As people read them, with their unit. */
  readonly ours: string;
  readonly theirs: string;
  /** More is better: ours to theirs, turned round where less is better. */
  readonly ratio: number;
  /** What the ratio is to reach. */
  readonly goal: number;
}

export function showTable(rows: readonly Row[]): string {
  const lines = rows.map(({ number, what, beside, ours, theirs, ratio, goal }) => {
    const verdict = ratio >= goal ? 'reached' : 'missed';
    return `| ${number} | ${what} | ${ours} | ${beside} | ${theirs} | ${showRatio(ratio)} | ${showRatio(goal)} | ${verdict} |`;
  });
  return [
    '| | measure | upsertd | beside | theirs | ratio | goal | |',
    '|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

export function showRatio(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2);
}

/** `12,345/s`. */
export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}
