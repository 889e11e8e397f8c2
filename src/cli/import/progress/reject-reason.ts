/** The reason that the server gives for a row with the email of another customer, in the form of `shortReason`. */
export const EMAIL_IN_USE = 'email belongs to another customer';

/** The reason for a time that is not RFC 3339, in the form of `shortReason`. */
export const WRONG_TIME = 'external_updated_at must be an RFC 3339 date-time';

/** Returns a reason without the values of its row and without the fix, so that equal reasons can be counted. */
export function shortReason(reason: string): string {
  const [first = ''] = reason.split(/[,;:]|\. |\.$/, 1);
  return first.replace(/^The (?=\p{Ll})/u, '');
}
