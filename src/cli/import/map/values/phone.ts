import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** Returns whether phone numbers of a country can be read. @param code ISO 3166-1 alpha-2, in upper case. */
export function hasPhoneNumbers(code: string): code is CountryCode {
  return isSupportedCountry(code);
}

/**
 * Converts a phone number to E.164, such as +4722334455.
 *
 * @param country the country of a number without a country code.
 * @returns undefined if the text is not a possible number.
 */
export function readPhone(text: string, country: CountryCode): string | undefined {
  // A number with an extension has no E.164 form that includes the extension.
  const found = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  return found?.isPossible() && !found.ext ? found.number : undefined;
}
