import { toSnake } from '../../../contract/field-names.ts';
import type { TargetResponse } from '../../target-response.ts';
import type { TestCustomer } from '../../test-customer.ts';

/** An operation that writes a customer. The names of the fields are in camelCase; each operation sends its own spelling. */
export interface WriteOperation {
  readonly name: 'upsert' | 'patch' | 'batch' | 'post';
  /** Completes "by …". */
  readonly title: string;
  /** Writes fields and checks that the target accepts them. */
  readonly write: (customer: TestCustomer, fields: object) => Promise<TargetResponse>;
  /** Writes fields and checks that the target refuses them. @param param the field, in camelCase. */
  readonly isRefused: (
    customer: TestCustomer,
    fields: object,
    expected: { readonly status: number; readonly code: string; readonly param: string },
  ) => Promise<TargetResponse>;
  /** The path of the warnings in the response. */
  readonly warnings: string;
}

const UPSERT: WriteOperation = {
  name: 'upsert',
  title: 'an upsert',
  warnings: 'warnings',
  write: async (customer, fields) => (await customer.upsert(inSnakeCase(fields))).isSuccess(),
  isRefused: async (customer, fields, { status, code, param }) =>
    (await customer.upsert(inSnakeCase(fields))).refuses(status, code, { param: toSnake(param) }),
};

const PATCH: WriteOperation = {
  name: 'patch',
  title: 'a PATCH',
  warnings: 'warnings',
  write: async (customer, fields) => (await customer.patch(fields)).is(200),
  isRefused: async (customer, fields, { status, code, param }) =>
    (await customer.patch(fields)).refuses(status, code, { param }),
};

const BATCH: WriteOperation = {
  name: 'batch',
  title: 'a batch',
  warnings: 'results.0.warnings',
  write: async (customer, fields) =>
    (await customer.upsertInBatch(inSnakeCase(fields))).is(200, { failed: [] }),
  isRefused: async (customer, fields, { code, param }) =>
    (await customer.upsertInBatch(inSnakeCase(fields))).is(200, {
      results: [{ outcome: 'failed', error: { code, param: toSnake(param) } }],
    }),
};

const POST: WriteOperation = {
  name: 'post',
  title: 'a POST',
  warnings: 'warnings',
  write: async (customer, fields) => (await customer.create(fields)).is(201),
  isRefused: async (customer, fields, { status, code, param }) =>
    (await customer.create(fields)).refuses(status, code, { param }),
};

/** The operations that change a customer. */
export const CHANGING_OPERATIONS: readonly WriteOperation[] = [UPSERT, PATCH, BATCH];

/** The operations that create a customer. */
export const CREATING_OPERATIONS: readonly WriteOperation[] = [UPSERT, POST, BATCH];

/** The operations that accept `external_updated_at`. */
export const TIMED_OPERATIONS: readonly WriteOperation[] = [UPSERT, BATCH];

export function inSnakeCase(fields: object): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [toSnake(name), value]));
}
