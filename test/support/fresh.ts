let counter = 0;

/** Returns a number that the test file has not used yet. */
export function freshNumber(): number {
  counter += 1;
  return counter;
}

/** Makes an email that no other test uses. */
export function freshEmail(): string {
  return `someone.${freshNumber()}@example.com`;
}

/** Makes the path of an upsert with an external id that no other test uses. */
export function freshPath(source = 'practicehub'): string {
  return `/v2/customers/external/${source}/PAT-${freshNumber()}`;
}
