import { describe, expect, test } from 'vitest';
import { METHODS, resolve, type SchemaObject } from '../../src/contract/document.ts';
import { SchemaValidator } from '../../src/contract/schema-validator.ts';
import { Problem, type ProblemCode } from '../../src/domain/problem.ts';
import { problemResponse } from '../../src/writes/responses.ts';
import { DERIVED } from './derived-documents.ts';

describe.each(DERIVED)('in the document of %s', (_name, { document, operations }) => {
  const validator = new SchemaValidator(document);
  const texts = new SchemaValidator(document, { coerce: true });

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s has an example of each body, and each example matches its schema',
    (_id, operation) => {
      const { responses, body } = operation;
      const contents = Object.entries(responses).map(([status, { content }]) => [status, content] as const);
      for (const [where, content] of [...contents, ['request', body] as const]) {
        if (!content) continue;
        const examples = Object.entries(content.examples);
        expect(examples.length, `examples of ${where}`).toBeGreaterThan(0);
        for (const [name, value] of examples) {
          expect(validator.errors(content.schema, value), `${where} ${name}`).toEqual([]);
        }
      }
    },
  );

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s has valid examples of its headers and parameters',
    (_id, operation) => {
      for (const { name, schema, example } of operation.parameters as readonly WithExample[]) {
        if (example !== undefined) expect(texts.errors(schema, example), name).toEqual([]);
      }
      for (const { headers } of Object.values(operation.responses)) {
        for (const [name, { schema, example }] of Object.entries(headers)) {
          expect(example, name).toBeDefined();
          expect(texts.errors(schema, example), name).toEqual([]);
        }
      }
    },
  );

  test('an example of an error has the status of its code', () => {
    for (const { id, responses } of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        for (const [name, value] of Object.entries(content?.examples ?? {})) {
          const { error } = value as { error: { code: ProblemCode; type: string } };
          const meant = problemResponse(new Problem(error.code, ''), '');
          expect(meant.body.error.type, `${id} ${name}`).toBe(error.type);
          if (status !== 'default') expect(meant.status, `${id} ${name}`).toBe(Number(status));
        }
      }
    }
  });

  test.each(['InvalidRequestReason', 'UnauthenticatedReason', 'PermissionDeniedReason'])(
    'an upsert has an example of each %s',
    (schema) => {
      const reasons = resolve<{ enum: string[] }>(document, { $ref: `#/components/schemas/${schema}` }).enum;
      const upsert = operations.find(({ id }) => id === 'upsertCustomerByExternalId');
      const shown = Object.values(upsert?.responses ?? {}).flatMap(({ content }) =>
        Object.values(content?.examples ?? {}).map(
          (value) => (value as { error?: { details?: { reason?: string } } }).error?.details?.reason,
        ),
      );
      expect(shown).toEqual(expect.arrayContaining(reasons));
    },
  );

  test('each example in a schema matches the schema', () => {
    const schemas = document.components.schemas as Record<
      string,
      { properties?: Record<string, WithExamples> }
    >;
    for (const [name, { properties = {} }] of Object.entries(schemas)) {
      for (const [field, schema] of Object.entries(properties)) {
        for (const value of schema.examples ?? []) {
          expect(validator.errors(schema, value), `${name}.${field}`).toEqual([]);
        }
      }
    }
  });
});

test('each operation has a scope, and each write a body limit', () => {
  for (const [, { document }] of DERIVED) {
    for (const item of Object.values(document.paths)) {
      for (const method of METHODS) {
        const operation = item[method];
        if (!operation) continue;
        expect(operation['x-scope']).toMatch(/^[a-z]+:(read|write)$/);
        expect('x-body-limit' in operation, operation.operationId).toBe(operation.requestBody !== undefined);
      }
    }
  }
});

type WithExample = { name: string; schema: object; example?: unknown };
type WithExamples = SchemaObject & { examples?: readonly unknown[] };
