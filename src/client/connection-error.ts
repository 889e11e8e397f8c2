/** Nobody answered, or the connection broke before the whole answer was here. Whether a write was done is not known. */
export class ConnectionError extends Error {
  readonly code: 'no_connection' | 'timeout' = 'no_connection';
  readonly retryable = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConnectionError';
  }
}

/** The whole answer was not here in time. */
export class TimeoutError extends ConnectionError {
  override readonly code = 'timeout';

  constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}
