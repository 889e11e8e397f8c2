import { DateTime } from 'luxon';

export interface TimestampFormat {
  /** The tokens of Unicode TR 35: `dd.MM.yyyy HH:mm`. Undefined for ISO 8601. */
  readonly pattern: string | undefined;
  /** The zone of a time without an offset, such as `Europe/Oslo`. */
  readonly zone: string | undefined;
  /** Whether a text may also be ISO 8601, as the date cells of a workbook are, whatever the workbook shows. */
  readonly mayBeIso?: boolean;
}

/** Converts a time to RFC 3339 in UTC. @returns undefined if the text does not have the format. */
export function readTimestamp(
  text: string,
  { pattern, zone = 'utc', mayBeIso = false }: TimestampFormat,
): string | undefined {
  const formatted = pattern ? DateTime.fromFormat(text, toLuxon(pattern), { zone }) : undefined;
  const isFormatted = formatted !== undefined && (formatted.isValid || !mayBeIso);
  const read = isFormatted ? formatted : fromIso(text, zone);
  if (!read.isValid) return undefined;
  // An hour that occurs twice, when clocks are set back, is read as its later occurrence.
  const latest = read.getPossibleOffsets().reduce((a, b) => (b > a ? b : a));
  return latest.toUTC().toISO() ?? undefined;
}

function fromIso(text: string, zone: string): DateTime {
  return DateTime.fromISO(text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T'), { zone });
}

/** Luxon names the tokens of a day period and of a zone with an offset differently from Unicode TR 35. */
function toLuxon(pattern: string): string {
  return pattern.replace(/'[^']*'|XXX|xxx|E{4}|E{1,3}|u{4}/g, (token) => TOKENS[token] ?? token);
}

const TOKENS: Readonly<Record<string, string>> = {
  XXX: 'ZZ',
  xxx: 'ZZ',
  EEEE: 'cccc',
  EEE: 'ccc',
  EE: 'ccc',
  E: 'ccc',
  uuuu: 'yyyy',
};
