/** The reason that the server gives for a row with the email of another customer, in the form of `shortReason`. */
export const EMAIL_IN_USE = 'email belongs to another customer';

/** Returns a reason without the values of its row and without the fix, so that equal reasons can be counted. */
export function shortReason(reason: string): string {
  const [first = ''] = reason.split(/[,;:]|\. |\.$/, 1);
  return first.replace(/^The (?=\p{Ll})/u, '');
}
