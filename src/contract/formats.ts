// The codes without the names, which come in eighty languages and take as long to load as Express.
import countries from 'i18n-iso-countries/index.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const COUNTRY_CODES = new Set(Object.keys(countries.getAlpha2Codes()));

/** The formats of the spec that JSON Schema does not know, or that its package reads otherwise, for every validator we run. */
export const OWN_FORMATS = {
  /** ISO 3166-1 alpha-2, in any case. */
  'country-code': (text: string) => COUNTRY_CODES.has(text.toUpperCase()),
  /** In any case. The package would take `urn:uuid:…` too, which is another text for the same id. */
  uuid: (text: string) => UUID.test(text),
};

/** What to say of a value that is not of a format. */
export const FORMAT_HINTS: Readonly<Record<string, string>> = {
  email: 'must be an email address, such as jane@example.com',
  uuid: 'must be a UUID',
  'date-time': 'must be an RFC 3339 date-time, such as 2026-11-23T09:30:00Z',
};
