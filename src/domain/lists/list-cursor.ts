/**
 * Shows the id of a customer as a cursor of the customer list. The cursor is opaque, so that it can contain something else
 * later: base64url of the 16 bytes of the UUID.
 */
export function showListCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** Reads a cursor that the validator has accepted: 22 characters of base64url. @returns the id of the customer. */
export function readListCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
