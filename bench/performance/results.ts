/** Results of one run of `make bench`, as saved in docs/bench/results.json. */
export interface Results {
  readonly machine: Machine;
  readonly comparisons: readonly Comparison[];
}

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  /** UTC date of the run, `2026-11-26`. */
  readonly date: string;
}

/** Metrics of the same programs, measured in the same way. */
export interface Comparison {
  readonly title: string;
  /** How it was measured, in complete sentences. */
  readonly method: string;
  readonly better: 'higher' | 'lower';
  readonly metrics: readonly Metric[];
}

export interface Metric {
  readonly id: string;
  readonly name: string;
  readonly unit: Unit;
  readonly values: readonly Value[];
  readonly targets: readonly Target[];
}

export interface Value {
  /** The program, or the size of upsertd's database. */
  readonly subject: string;
  readonly value: number;
}

/** A limit that the project sets for itself. */
export interface Target {
  readonly subject: string;
  /** Makes limit and measured multiples of this subject's value. Default: both are in the metric's unit. */
  readonly comparedTo?: string;
  readonly condition: 'at least' | 'at most';
  readonly limit: number;
  /** Saved because the values of a metric are rounded. */
  readonly measured: number;
}

/** Units and their long names. */
export const UNITS = {
  'requests/s': 'requests per second',
  'customers/s': 'customers per second',
  ms: 'milliseconds',
  MiB: 'mebibytes',
  bytes: 'bytes',
} as const;

export type Unit = keyof typeof UNITS;

/** Creates the target that `subject` is at least, or at most, `limit` times as large as another subject. */
export function relativeTarget(
  values: Readonly<Record<string, number>>,
  subject: string,
  condition: Target['condition'],
  limit: number,
  comparedTo: string,
): Target {
  const measured = (values[subject] ?? Number.NaN) / (values[comparedTo] ?? Number.NaN);
  return { subject, comparedTo, condition, limit, measured: rounded(measured) };
}

export function toValues(values: Readonly<Record<string, number>>): Value[] {
  return Object.entries(values).map(([subject, value]) => ({ subject, value: rounded(value) }));
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

export function isMet({ condition, limit, measured }: Target): boolean {
  return condition === 'at least' ? measured >= limit : measured <= limit;
}

/** `6,866 requests/s`, `42.43 ms`. */
export function formatValue(value: number, unit: Unit): string {
  return `${formatNumber(value)} ${unit}`;
}

/** Formats without a unit: whole numbers from 100 on, two decimal places below. A zero is a time rounded to zero. */
export function formatNumber(value: number): string {
  if (value < 0.01) return 'under 0.01';
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
}
