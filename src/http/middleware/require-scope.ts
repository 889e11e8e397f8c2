import { insufficientScope } from '../../domain/problem.ts';
import { grants } from '../../domain/scope.ts';
import { required, type Step } from '../exchange.ts';

/** Refuses a key that lacks the operation's scope. */
export function requireScope(): Step {
  return (exchange) => {
    const { scope } = required(exchange.operation, 'route');
    const { scopes } = required(exchange.caller, 'authenticate');
    if (!grants(scopes, scope)) throw insufficientScope(scope);
  };
}
