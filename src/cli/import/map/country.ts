import countries from 'i18n-iso-countries/index.js';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

// The main entry point of the package loads eighty languages.
countries.registerLocale(english);

/** English names in common use that differ from the names in ISO 3166, in lower case. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['antarctica (the territory south of 60 deg s)', 'AQ'],
  ['bouvet island (bouvetoya)', 'BV'],
  ['british indian ocean territory (chagos archipelago)', 'IO'],
  ['british virgin islands', 'VG'],
  ['korea', 'KR'],
  ['kyrgyz republic', 'KG'],
  ['libyan arab jamahiriya', 'LY'],
  ['macedonia', 'MK'],
  ['micronesia', 'FM'],
  ['moldova', 'MD'],
  ['palestinian territory', 'PS'],
  ['saint martin', 'MF'],
  ['slovakia (slovak republic)', 'SK'],
  ['svalbard & jan mayen islands', 'SJ'],
  ['swaziland', 'SZ'],
  ['united states virgin islands', 'VI'],
]);

/** A cache of codes by name. The package searches its list name by name, and a file has many rows of few countries. */
const cache = new Map<string, string>();

/**
 * Returns the ISO 3166-1 alpha-2 code for an English name, an alpha-3 code or an alpha-2 code, in any case.
 *
 * @returns undefined for any other text, such as the name of a former country.
 */
export function countryCode(text: string): string | undefined {
  const code = cache.get(text) ?? findCode(text);
  if (code) cache.set(text, code);
  return code;
}

function findCode(text: string): string | undefined {
  const upper = text.toUpperCase();
  if (countries.alpha2ToAlpha3(upper)) return upper;
  return (
    countries.alpha3ToAlpha2(upper) ??
    countries.getSimpleAlpha2Code(text, 'en') ??
    OTHER_NAMES.get(text.toLowerCase())
  );
}
