import { InvalidArgumentError } from 'commander';
import type { MapOption } from './map/mapping.ts';
import { isDatePattern, isTimeZone } from './map/values/date-pattern.ts';
import type { MaxRejects } from './progress/max-rejects.ts';

/** Parses one `--map` and adds it to the earlier ones. A variable or a file has one mapping per line. */
export function parseMap(text: string, earlier: readonly MapOption[] = []): MapOption[] {
  // The name of a column may contain a line break.
  const maps = text.split(/\n+(?=[^=\n]+=)/).map((map) => {
    const [, field, column] = /^([^=]+)=(.+)$/s.exec(map) ?? [];
    if (field && column) return { field: field.trim(), column: column.trim() };
    throw new InvalidArgumentError('It must be a field, =, and a column, such as external_id="Customer Id".');
  });
  return [...earlier, ...maps];
}

/** Parses one `--default` and adds it to the earlier ones. */
export function parseDefault(text: string, earlier: readonly MapOption[] = []): MapOption[] {
  try {
    return parseMap(text, earlier);
  } catch {
    throw new InvalidArgumentError('It must be a field, =, and a value, such as country=NO.');
  }
}

/** Adds one text to the earlier ones. A variable or a file has one text per line. */
export function parseTexts(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, ...text.split('\n').filter((line) => line !== '')];
}

/** Parses texts with commas between them; an empty text is an empty list. */
export function parseList(text: string, earlier: readonly string[] = []): string[] {
  const texts = text.split(/[,\n]/).map((part) => part.trim());
  return [...earlier, ...texts.filter((part) => part !== '')];
}

/** Parses one character, or `tab`, since a tab is hard to type. */
export function parseDelimiter(text: string): string {
  if (text === 'tab') return '\t';
  if (!/^[^"\r\n]$/u.test(text)) {
    throw new InvalidArgumentError('It must be one character, such as ";", or the word tab.');
  }
  return text;
}

export function parsePhoneCountry(text: string): string {
  if (/^[a-z]{2}$/i.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('It must be an ISO 3166 code of two letters, such as NO.');
}

export function parseDateFormat(text: string): string {
  if (isDatePattern(text)) return text;
  throw new InvalidArgumentError(
    'It must have tokens of Unicode TR 35 for a year, a month and a day, such as dd.MM.yyyy HH:mm; upper and lower case differ.',
  );
}

export function parseTimeZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new InvalidArgumentError('It must be a name of the IANA time zone database, such as Europe/Oslo.');
}

/** Parses a number of rows, or a share of them with a percent sign. */
export function parseMaxRejects(text: string): MaxRejects {
  const [, number, sign] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text) ?? [];
  const value = Number(number);
  if (sign === '%' && value <= 100) return { percent: value };
  if (sign === '' && Number.isSafeInteger(value)) return { rows: value };
  throw new InvalidArgumentError('It must be a number of rows, such as 50, or a share, such as 5%.');
}

/** The names that the import gives to an encoding with several names. Windows-1252 contains all of ISO-8859-1. */
const ENCODING_NAMES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
  utf16le: 'utf-16le',
  'ucs-2': 'utf-16le',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  cp1252: 'windows-1252',
  ansi: 'windows-1252',
  macroman: 'macintosh',
  mac: 'macintosh',
  'mac-roman': 'macintosh',
};

/** Returns the usual name of an encoding. The import checks it when it reads the file, because the package loads slowly. */
export function parseEncoding(text: string): string {
  const folded = text.trim().toLowerCase();
  return ENCODING_NAMES[folded] ?? folded;
}

/** Parses a number of lines, which may be 0. */
export function parseSkipLines(text: string): number {
  if (!/^\d{1,6}$/.test(text))
    throw new InvalidArgumentError('It must be a number of lines from 0 to 999999.');
  return Number(text);
}
