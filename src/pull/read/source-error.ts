/** The kind of a failure of the source. */
export type SourceFailure =
  | 'unreachable'
  | 'refused'
  | 'bad_status'
  | 'error_response'
  | 'unreadable'
  | 'missing_records'
  | 'foreign_link'
  | 'redirect'
  | 'too_large'
  | 'too_many_pages'
  | 'missing_cursor';

/**
 * The source failed, so the run fails. The message is for the operator. Of the response it contains at most `errorText`,
 * because the rest may be personal data.
 */
export class SourceError extends Error {
  readonly failure: SourceFailure;

  constructor(failure: SourceFailure, message: string) {
    super(message);
    this.name = 'SourceError';
    this.failure = failure;
  }
}
