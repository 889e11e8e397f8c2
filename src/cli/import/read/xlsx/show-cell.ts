import { type CellObject, SSF } from '@e965/xlsx';

const ERRORS: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
};

/** A spreadsheet stores this many digits of a number. */
const DIGITS = 15;

/** A number format of zeros and texts, such as 00000, 000-00-0000 or "PAT-"0000, whose zeros are part of an id or a code. */
const MASK = /^(?:"[^"]*"|\\.|_.|[-/() ])*0(?:"[^"]*"|\\.|_.|[-/() 0])*0(?:"[^"]*"|\\.|_.|[-/() ])*$/;

/**
 * Returns the text of a cell: a date as ISO 8601, a number without an exponent, and zeros that its format adds.
 *
 * @param isFrom1904 whether the workbook counts days from 1904.
 */
export function showCell({ t: type, v: value, z: format }: CellObject, isFrom1904: boolean): string {
  if (type === 'z' || value === undefined || value === null) return '';
  if (type === 'e') return ERRORS[Number(value)] ?? '#VALUE!';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'number') return String(value);
  const isDate = typeof format === 'string' && SSF.is_date(format);
  return isDate ? showDate(value, isFrom1904) : showNumber(value, format);
}

function showDate(days: number, isFrom1904: boolean): string {
  const code = SSF.parse_date_code(days, { date1904: isFrom1904 });
  if (!code) return showNumber(days, undefined);
  const { y, m, d, H, M, S } = code;
  const time = `${pad(H)}:${pad(M)}:${pad(Math.floor(S))}`;
  if (days < 1) return time;
  const date = `${pad(y, 4)}-${pad(m)}-${pad(d)}`;
  return Number.isInteger(days) ? date : `${date}T${time}`;
}

function showNumber(value: number, format: unknown): string {
  // Programs other than Excel write all digits of an integer.
  const rounded = Number.isSafeInteger(value) ? value : Number(value.toPrecision(DIGITS));
  if (Number.isInteger(rounded)) {
    const mask = typeof format === 'string' ? format.split(';', 1)[0] : undefined;
    return mask !== undefined && MASK.test(mask) && rounded >= 0
      ? SSF.format(mask, rounded).trim()
      : BigInt(rounded).toString();
  }
  const text = String(rounded);
  return text.includes('e') ? rounded.toFixed(20).replace(/0+$/, '') : text;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
