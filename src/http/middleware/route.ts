import type { Operation } from '../../contract/operations.ts';
import { type PathParams, Router } from '../../contract/router.ts';
import { canonicalText } from '../../contract/validation/parameters.ts';
import { methodNotAllowed, resourceMissing } from '../../domain/problem.ts';
import { parseRequestTarget } from '../request/request-head.ts';
import type { Middleware } from '../run-pipeline.ts';

/** Finds the operation and the path parameters, each parameter in its canonical form. */
export function route(operations: readonly Operation[]): Middleware {
  const router = new Router(operations);
  return (context, next) => {
    const { request } = context;
    // HEAD is GET without the body, which Node omits (RFC 9110 9.3.2).
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
    const { path } = parseRequestTarget(request.url ?? '');
    const found = router.find(method, path);
    if (found.kind === 'found') {
      context.operation = found.operation;
      context.params = canonicalParams(found.operation, found.params);
      return next();
    }
    if (found.kind === 'unknown') throw resourceMissing(notFoundHint(path));
    const allowed = found.allow.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
    context.headers.Allow = allowed.join(', ');
    throw methodNotAllowed(request.method ?? '');
  };
}

/** Gives each path parameter its one canonical form, because later steps compare and store it. */
function canonicalParams({ parameters }: Operation, params: PathParams): PathParams {
  const canonical = { ...params };
  for (const { in: place, name, schema } of parameters) {
    const text = canonical[name];
    if (place === 'path' && text) canonical[name] = canonicalText(schema, text);
  }
  return canonical;
}

/** Suggests what the client probably meant by an unknown path. */
function notFoundHint(path: string): string {
  if (!path.startsWith('/v2/'))
    return 'There is nothing here. Paths begin with /v2; the spec is at /openapi.json.';
  if (/^\/v2\/customers\/external\/[^/]*\/.*\//.test(path)) {
    return 'There is nothing here. A slash inside an external id must be sent as %2F.';
  }
  return 'There is nothing here. The spec, at /openapi.json, lists every path.';
}
