import { isCidr } from '../../domain/address-ranges.ts';
import type { KeyRequest } from '../../domain/api-key.ts';
import { instantToMillis, parseInstant } from '../../domain/instant.ts';
import { ALL_SCOPES } from '../../domain/scope.ts';
import type { Desk } from './desk.ts';
import { textOf, textsOf } from './visit.ts';

export type ReadKeyForm = Omit<KeyRequest, 'merchantId' | 'mode'> | { readonly wrong: readonly string[] };

/** Reads the form of a new key; what is wrong with it is told in sentences. */
export function readKeyForm(form: Readonly<Record<string, unknown>>, desk: Desk): ReadKeyForm {
  const name = textOf(form.name);
  const scopes = textsOf(form.scopes);
  const cidrs = textOf(form.cidrs)
    .split(/[\s,]+/)
    .filter((range) => range !== '');
  const expires = textOf(form.expires);
  const expiresAt = expires === '' ? undefined : endOf(expires);
  const wrongRange = cidrs.find((range) => !isCidr(range));
  const wrong = [
    ...(name === '' || name.length > 255 || /\p{Cc}/u.test(name)
      ? ['The name must be 1 to 255 characters, without control characters.']
      : []),
    ...(scopes.length === 0 || scopes.some((scope) => !offeredScopes(desk).includes(scope))
      ? ['Choose at least one of the scopes.']
      : []),
    ...(wrongRange === undefined ? [] : [`${wrongRange} is not an address or a range such as 192.0.2.0/24.`]),
    ...(expires !== '' && !(expiresAt !== undefined && expiresAt > desk.clock())
      ? ['The end must be a day in the future.']
      : []),
  ];
  return wrong.length > 0 ? { wrong } : { name, scopes, cidrs, expiresAt };
}

/** Every scope that an operation asks for, and the one that grants them all. */
export function offeredScopes({ contract }: Desk): string[] {
  return [ALL_SCOPES, ...new Set(contract.operations.map(({ scope }) => scope))];
}

/** The beginning of a day in UTC. */
function endOf(day: string): number | undefined {
  const instant = parseInstant(`${day}T00:00:00Z`);
  return instant ? instantToMillis(instant) : undefined;
}
