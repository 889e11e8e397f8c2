import { describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { canonicalText } from '../../src/contract/validation/parameters.ts';

const { operations } = loadContract();

/** Returns the canonical text of each path and query parameter with this name. */
function parametersNamed(name: string) {
  return operations
    .flatMap(({ parameters }) => parameters)
    .filter((parameter) => parameter.name === name && parameter.in !== 'header');
}

describe('the canonical text of a parameter', () => {
  test.each(['id', 'customerId', 'customer_id', 'starting_after', 'ending_before', 'source'])(
    'is in lower case for each parameter %s of the spec',
    (name) => {
      const found = parametersNamed(name);
      expect(found).not.toEqual([]);
      for (const { schema } of found) expect(canonicalText(schema, '0198C5E0-aB')).toBe('0198c5e0-ab');
    },
  );

  test.each(['externalId', 'external_id', 'search', 'email'])('is unchanged for %s', (name) => {
    const found = parametersNamed(name);
    expect(found).not.toEqual([]);
    for (const { schema } of found) expect(canonicalText(schema, 'PAT-aB')).toBe('PAT-aB');
  });
});
