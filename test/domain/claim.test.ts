import { expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { isReplayable } from '../../src/domain/idempotency-key.ts';
import { Problem, type ProblemCode } from '../../src/domain/problem.ts';

const schema = loadContract().document.components.schemas?.ProblemCode as { enum: ProblemCode[] };

test('of all refusals, those are kept that asking again cannot change', () => {
  const kept = schema.enum.filter((code) => isReplayable(new Problem(code, 'No.')));
  expect(kept).toEqual(['invalid_request', 'resource_missing', 'conflict', 'batch_rejected']);
  expect(schema.enum).toEqual(
    expect.arrayContaining(['rate_limit_exceeded', 'unavailable', 'internal_error']),
  );
});
