/** The API key that a request contains. */
export interface SentKey {
  /** The text of the key; undefined if the request has none. */
  readonly text: string | undefined;
  /** Whether `x-api-key` and `Authorization` contain different keys. */
  readonly isConflicting: boolean;
}

/**
 * Reads the API key of a request from `x-api-key` or from `Authorization: Bearer`. It ignores every other scheme in
 * `Authorization`, because a proxy in front of the server may use the header itself.
 */
export function readSentKey(apiKey: string | undefined, authorization: string | undefined): SentKey {
  const [, bearer] = authorization?.match(/^bearer(?:[ \t]+(.*))?$/i) ?? [];
  const text = apiKey || bearer || undefined;
  return { text, isConflicting: Boolean(apiKey && bearer) && apiKey !== bearer };
}
