/** The time and memory that a client may use. */
export interface ConnectionLimits {
  /** The longest time from the connection to the end of the headers; milliseconds. */
  readonly headersTimeoutMs: number;
  /** The longest time to the end of the body; milliseconds. */
  readonly requestTimeoutMs: number;
  /** The longest time that a connection may be idle between two requests; milliseconds. */
  readonly keepAliveTimeoutMs: number;
  /**
   * The longest time in which a client reads its response, and the longest time that the error for an unreadable request
   * waits for earlier responses; milliseconds.
   */
  readonly answerTimeoutMs: number;
  /** The largest size of all headers of a request together; bytes. */
  readonly maxHeaderBytes: number;
  /** The largest number of open connections; the server closes further ones. */
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
