/** The letters of the supported tokens. `DD` and `YYYY` are days and weeks of a year in Unicode TR 35. */
const LETTERS = /^[yuMLdHhmsSaEXx]*$/;

/** Returns whether a pattern of Unicode TR 35 has a year, a month and a day, and only tokens that an import supports. */
export function isDatePattern(pattern: string): boolean {
  const letters = lettersOf(pattern);
  return LETTERS.test(letters) && /[yu]/.test(letters) && /[ML]/.test(letters) && letters.includes('d');
}

/** Returns whether a pattern has the offset of its times from UTC. */
export function hasOffset(pattern: string): boolean {
  return /[Xx]/.test(lettersOf(pattern));
}

function lettersOf(pattern: string): string {
  return pattern.replace(/'[^']*'/g, '').replace(/\P{L}/gu, '');
}

/** Returns whether the time zone database has a zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
