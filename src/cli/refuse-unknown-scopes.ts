import { loadContract } from '../contract/load.ts';
import { grants } from '../domain/keys/key-gate.ts';
import { usageError } from './cli-error.ts';

/** Rejects a scope that allows no operation, such as a misspelt one. @throws CliError that lists the scopes. */
export function refuseUnknownScopes(scopes: readonly string[]): void {
  if (scopes.length === 0) return;
  const known = [...new Set(loadContract().operations.map(({ scope }) => scope))];
  const unknown = scopes.find((scope) => !known.some((one) => grants([scope], one)));
  if (unknown !== undefined)
    throw usageError(`--scopes: ${unknown} is not a scope of this API; the scopes are ${known.join(', ')}.`);
}
