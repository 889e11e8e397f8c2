/** Where a customer is, for `Location`. */
export function customerPath(id: string): string {
  return `/v2/customers/${id}`;
}
