/** The server sent no response, or the connection broke before its end. The server may have applied a write or not. */
export class ConnectionError extends Error {
  readonly code: 'no_connection' | 'timeout' = 'no_connection';
  readonly retryable = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConnectionError';
  }
}

/** The client did not receive the complete response within the time limit. */
export class TimeoutError extends ConnectionError {
  override readonly code = 'timeout';

  constructor(message: string) {
    super(message);
    this.name = 'TimeoutError';
  }
}
