import { importOptional } from '../../../../platform/optional-packages.ts';
import { usageError } from '../../../cli-error.ts';
import type { MappingOptions } from '../../import-options.ts';
import { hasOffset } from './date-pattern.ts';
import { EMPTY_TEXTS, type PhoneReader, type ValueRules } from './value-rules.ts';

/**
 * Returns how the options read values. It loads the packages for phone numbers and times only if an option needs them.
 *
 * @param isJson a missing value of JSON is null, so its texts are never empty by default.
 * @param hasIsoDates whether the file contains dates as ISO 8601 in spite of --date-format, as a workbook does.
 * @throws CliError if an option cannot be applied.
 */
export async function loadValueRules(
  options: MappingOptions,
  isJson: boolean,
  hasIsoDates = false,
): Promise<ValueRules> {
  return {
    emptyTexts: new Set(options.null ?? (isJson ? [] : EMPTY_TEXTS)),
    clearsFields: options.clearEmpty ?? false,
    phones: await loadPhones(options),
    readTimestamp: await loadTimestamps(options, hasIsoDates),
  };
}

async function loadPhones({ phoneCountry: country }: MappingOptions): Promise<PhoneReader | undefined> {
  if (country === undefined) return undefined;
  const { hasPhoneNumbers, readPhone } = await importOptional('phoneNumbers', () => import('./phone.ts'));
  if (!hasPhoneNumbers(country)) {
    throw usageError(
      `--phone-country ${country} is not the code of a country with phone numbers, such as NO.`,
    );
  }
  return { country, read: (text) => readPhone(text, country) };
}

/** @throws CliError if the instant of a time would be ambiguous. */
async function loadTimestamps(
  { dateFormat: pattern, timeZone: zone }: MappingOptions,
  mayBeIso: boolean,
): Promise<ValueRules['readTimestamp']> {
  if (pattern === undefined && zone === undefined) return undefined;
  if (zone === undefined && pattern !== undefined && !hasOffset(pattern)) {
    throw usageError(
      `--date-format ${pattern} has no offset; name the time zone of its times with --time-zone, such as Europe/Oslo or UTC.`,
    );
  }
  const { readTimestamp } = await import('./timestamp.ts');
  return (text) => readTimestamp(text, { pattern, zone, mayBeIso });
}
