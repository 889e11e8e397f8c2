import addFormatsModule from 'ajv-formats';
// The codes without the names, which come in eighty languages and take as long to load as Express.
import countries from 'i18n-iso-countries/index.js';
import { hasInstantForm } from '../domain/instant.ts';

// The package is CommonJS, but its types declare an ES module.
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;
const { validate: isDateTime } = addFormats.get('date-time') as { validate: (text: string) => boolean };

/** The options of Ajv with which every validator of this program compiles the schemas of the spec. */
export const SCHEMA_OPTIONS = {
  strict: false,
  // Compiling the schema of schemas takes long, and the linter has checked the spec against it.
  validateSchema: false,
  allErrors: true,
} as const;

/** The options of ajv-formats: `full` also checks that the day and the time of a date-time exist. */
export const FORMAT_OPTIONS = { mode: 'full' } as const;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const COUNTRY_CODES = new Set(Object.keys(countries.getAlpha2Codes()));

/** The formats that JSON Schema does not define, or that ajv-formats defines differently. */
export const OWN_FORMATS = {
  /** An ISO 3166-1 alpha-2 code, in any case. */
  'country-code': (text: string) => COUNTRY_CODES.has(text.toUpperCase()),
  /** A UUID, in any case. ajv-formats also accepts `urn:uuid:…`, which is another text for the same id. */
  uuid: (text: string) => UUID.test(text),
};

/** All formats that this program defines: its own, and those of which it reads JSON Schema's definition more strictly. */
export const FORMATS = {
  ...OWN_FORMATS,
  /** RFC 3339. ajv-formats also accepts an offset without a colon or without minutes, and any space before the time. */
  'date-time': (text: string) => hasInstantForm(text) && isDateTime(text),
};

/** The reason that an error gives for a value which does not match a format. */
export const FORMAT_HINTS: Readonly<Record<string, string>> = {
  email: 'must be an email address, such as jane@example.com',
  uuid: 'must be a UUID',
  'date-time': 'must be an RFC 3339 date-time, such as 2026-11-23T09:30:00Z',
};
