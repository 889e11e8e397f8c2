import type { Operation, Parameter } from '../../contract/operations.ts';
import {
  canonicalText,
  headersElsewhere,
  misplacedHeaders,
  readQuery,
  unreadableParams,
} from '../../contract/validation/parameters.ts';
import { invalidFields } from '../../domain/problem.ts';
import { parseRequestTarget } from '../request/request-head.ts';
import type { ServerRequestValidator } from '../request/request-validator.ts';
import { type Middleware, required } from '../run-pipeline.ts';

/** Validates parameters and body against the spec, and sets the query in its canonical form. */
export function validate(validator: ServerRequestValidator, operations: readonly Operation[]): Middleware {
  const misplaced = new Map(
    operations.map((operation) => [operation, headersElsewhere(operation, operations)]),
  );
  return function validate(context, next) {
    const { request } = context;
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
    return next();
  };
}

/** Lowers each number above its clamp to the clamp, and gives each text its canonical form. */
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
