/** How long a client may take, and how much it may say before it is known. */
export interface ConnectionLimits {
  /** From connecting to the end of the headers; milliseconds. */
  readonly headersTimeoutMs: number;
  /** To the end of the body; milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle between two requests; milliseconds. */
  readonly keepAliveTimeoutMs: number;
  /**
   * How long a client may take to take its answer, and how long the refusal of an unreadable request may wait for the
   * responses before it; milliseconds.
   */
  readonly answerTimeoutMs: number;
  /** All headers of a request together. */
  readonly maxHeaderBytes: number;
  /** How many connections are held at once; further ones are closed. */
  readonly maxConnections: number;
}

export const DEFAULT_LIMITS: ConnectionLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 60_000,
  answerTimeoutMs: 60_000,
  maxHeaderBytes: 16 * 1024,
  maxConnections: 20_000,
};
