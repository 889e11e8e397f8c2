import type { CountryCode } from 'libphonenumber-js';
import type { TimestampFormat } from './timestamp.ts';

/** How an import reads the values of cells. */
export interface ValueRules {
  /** The texts that mean an empty cell. They never apply to a name, because a person may be called Null. */
  readonly emptyTexts: ReadonlySet<string>;
  /** Whether an empty cell clears its field. Otherwise it changes nothing. */
  readonly clearsFields: boolean;
  /** The country of phone numbers without a country code; undefined to send phone numbers unchanged. */
  readonly phoneCountry: CountryCode | undefined;
  /** The format of external_updated_at; undefined to send it unchanged. */
  readonly timestamps: TimestampFormat | undefined;
}

/** The texts that databases and programs write for a missing value. */
export const EMPTY_TEXTS = ['NULL', 'N/A', '#N/A', 'NaN', 'nan'] as const;

/** The rules for rows that a program has already prepared, such as those of a connector. */
export const UNCHANGED: ValueRules = {
  emptyTexts: new Set(),
  clearsFields: false,
  phoneCountry: undefined,
  timestamps: undefined,
};
