/** How an import reads the values of cells. */
export interface ValueRules {
  /** The texts that mean an empty cell. They never apply to a name, because a person may be called Null. */
  readonly emptyTexts: ReadonlySet<string>;
  /** Whether an empty cell clears its field. Otherwise it changes nothing. */
  readonly clearsFields: boolean;
  /** Converts a phone number; undefined to send phone numbers unchanged. */
  readonly phones: PhoneReader | undefined;
  /** Converts external_updated_at to RFC 3339, if the text has the format; undefined to send it unchanged. */
  readonly readTimestamp: ((text: string) => string | undefined) | undefined;
}

export interface PhoneReader {
  /** The country of phone numbers without a country code. */
  readonly country: string;
  /** Converts a number to E.164; undefined if the text is not a possible number. */
  read(text: string): string | undefined;
}

/** The texts that databases and programs write for a missing value. */
export const EMPTY_TEXTS = ['NULL', 'N/A', '#N/A', 'NaN', 'nan'] as const;

/** The rules for rows that a program has already prepared, such as those of a connector. */
export const UNCHANGED: ValueRules = {
  emptyTexts: new Set(),
  clearsFields: false,
  phones: undefined,
  readTimestamp: undefined,
};
