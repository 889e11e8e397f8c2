// The codes without the names, which come in eighty languages and take as long to load as Express.
import countries from 'i18n-iso-countries/index.js';

const COUNTRY_CODES = new Set(Object.keys(countries.getAlpha2Codes()));

/** The formats of the spec that JSON Schema does not know, for every validator we run. */
export const OWN_FORMATS = {
  /** ISO 3166-1 alpha-2, in any case. */
  'country-code': (text: string) => COUNTRY_CODES.has(text.toUpperCase()),
};

/** What to say of a value that is not of a format. */
export const FORMAT_HINTS: Readonly<Record<string, string>> = {
  email: 'must be an email address, such as jane@example.com',
  uuid: 'must be a UUID',
  'date-time': 'must be an RFC 3339 date-time, such as 2026-11-23T09:30:00Z',
};
