import { grants } from '../../domain/keys/key-gate.ts';
import { insufficientScope } from '../../domain/keys/key-problems.ts';
import { type Middleware, required } from '../run-pipeline.ts';

/** Returns 403 if the API key lacks the scope of the operation. */
export function requireScope(): Middleware {
  return (context, next) => {
    const { scope } = required(context.operation, 'route');
    const { scopes } = required(context.caller, 'authenticate');
    if (!grants(scopes, scope)) throw insufficientScope(scope);
    return next();
  };
}
