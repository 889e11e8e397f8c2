import { insufficientScope } from '../../domain/problem.ts';
import { grants } from '../../domain/scope.ts';
import { type Middleware, required } from '../request/request-context.ts';

/** Refuses a key that lacks the operation's scope. */
export function requireScope(): Middleware {
  return (context) => {
    const { scope } = required(context.operation, 'route');
    const { scopes } = required(context.caller, 'authenticate');
    if (!grants(scopes, scope)) throw insufficientScope(scope);
  };
}
