import countries from 'i18n-iso-countries/index.js';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import variants from './values/country-names.json' with { type: 'json' };

// The main entry point of the package loads eighty languages.
countries.registerLocale(english);

/** Names in common use that neither the package nor Unicode has. */
const VARIANTS = new Map(Object.entries(variants).map(([name, code]) => [fold(name), code]));

/** A cache of codes by name. The package searches its list name by name, and a file has many rows of few countries. */
const cache = new Map<string, string>();

/**
 * Returns the ISO 3166-1 alpha-2 code for a name in any language of Unicode's CLDR, an alpha-3 code or an alpha-2 code,
 * in any case.
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
    VARIANTS.get(fold(text)) ??
    namesOfAllLanguages().get(fold(text))
  );
}

let names: ReadonlyMap<string, string> | undefined;

/** Collects the names when the first one is needed, because this takes a quarter of a second. */
function namesOfAllLanguages(): ReadonlyMap<string, string> {
  names ??= collectNames();
  return names;
}

/** Leaves out a name that means different countries in different languages, such as Kongo. */
function collectNames(): ReadonlyMap<string, string> {
  const collected = new Map<string, string>();
  const ambiguous = new Set<string>();
  const codes = Object.keys(countries.getAlpha2Codes());
  for (const language of Intl.DisplayNames.supportedLocalesOf(languageCodes())) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const name = fold(display.of(code) ?? '');
      if ((collected.get(name) ?? code) !== code) ambiguous.add(name);
      else if (name) collected.set(name, code);
    }
  }
  for (const name of ambiguous) collected.delete(name);
  return collected;
}

/** Returns every text that may be a language code of ISO 639-1. */
function languageCodes(): string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  return letters.flatMap((first) => letters.map((second) => first + second));
}

/** Removes case, accents, spaces and punctuation, and an English article. */
function fold(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return plain
    .toLowerCase()
    .replace(/^the /, '')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
