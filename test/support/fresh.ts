let counter = 0;

/** A number that nobody else in this test file has. */
export function freshNumber(): number {
  counter += 1;
  return counter;
}

/** An email that no other test has. */
export function freshEmail(): string {
  return `someone.${freshNumber()}@example.com`;
}

/** The path of an upsert whose external id no other test has. */
export function freshPath(source = 'practicehub'): string {
  return `/v2/customers/external/${source}/PAT-${freshNumber()}`;
}
