import type { IncomingHttpHeaders } from 'node:http';
import { canonicalText } from '../../contract/canonical-text.ts';
import type { Operation, Parameter } from '../../contract/operations.ts';
import type { PathParams } from '../../contract/router.ts';
import { type FieldErrors, invalidFields } from '../../domain/problem.ts';
import { readQuery } from '../request/read-query.ts';
import { type Middleware, required } from '../request/request-context.ts';
import { parseRequestTarget } from '../request/request-target.ts';
import type { ServerRequestValidator } from '../request/request-validator.ts';

/** Holds parameters and body against the spec, and gives the handler the query in its canonical form. */
export function validate(validator: ServerRequestValidator, operations: readonly Operation[]): Middleware {
  const misplaced = new Map(
    operations.map((operation) => [operation, headersElsewhere(operation, operations)]),
  );
  return function validate(context, request) {
    const operation = required(context.operation, 'route');
    const params = required(context.params, 'route');
    const { values, wrong } = readQuery(parseRequestTarget(request.url ?? '').query, operation.parameters);
    const { headers } = request;
    const body = context.requestBody?.value;
    const { query, fields } = validator.check(operation, { params, query: values, headers, body });
    const all = {
      ...fields,
      ...unreadableParams(params),
      ...wrong,
      ...misplacedHeaders(misplaced.get(operation) ?? [], headers),
    };
    if (Object.keys(all).length > 0) throw invalidFields(all);
    context.query = canonicalQuery(query, operation.parameters);
  };
}

function unreadableParams(params: PathParams): FieldErrors {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      if (value === '') return [[name, ['must not be empty']]];
      return value === null ? [[name, ['has a % without two hexadecimal digits of UTF-8 after it']]] : [];
    }),
  );
}

/** The headers that only other operations have. */
function headersElsewhere(operation: Operation, operations: readonly Operation[]): string[] {
  const names = operations
    .flatMap(({ parameters }) => parameters)
    .filter((parameter) => parameter.in === 'header' && !parameter['x-ignored-elsewhere'])
    .map(({ name }) => name);
  const own = new Set(operation.parameters.map(({ name }) => name));
  return [...new Set(names)].filter((name) => !own.has(name));
}

/** A header that the spec knows is never silently ignored: who sends a condition relies on it. */
function misplacedHeaders(elsewhere: readonly string[], headers: IncomingHttpHeaders): FieldErrors {
  const misplaced = elsewhere.filter((name) => headers[name.toLowerCase()] !== undefined);
  return Object.fromEntries(
    misplaced.map((name) => [name, ['is not possible on this operation; leave it out']]),
  );
}

/** With every number above its clamp read as the clamp, and every text in its canonical spelling. */
function canonicalQuery(query: Readonly<Record<string, unknown>>, parameters: readonly Parameter[]) {
  const read = { ...query };
  for (const { in: place, name, schema } of parameters) {
    const value = read[name];
    if (place !== 'query' || value === undefined) continue;
    const most = schema['x-clamp'];
    if (most !== undefined && Number(value) > most) read[name] = most;
    if (typeof value === 'string') read[name] = canonicalText(schema, value);
  }
  return read;
}
