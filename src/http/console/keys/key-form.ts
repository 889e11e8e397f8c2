import { instantToMillis, parseInstant } from '../../../domain/instant.ts';
import { isCidr } from '../../../domain/keys/address-ranges.ts';
import type { KeyRequest } from '../../../domain/keys/api-key.ts';
import { ALL_SCOPES, findScopeBesideAll } from '../../../domain/keys/key-gate.ts';
import { type Merchant, MODES } from '../../../domain/tenant.ts';
import type { ConsoleServices } from '../console-services.ts';
import { type PageRequest, textOf, textsOf } from '../page-request.ts';
import { tenantParam } from '../tenant-choice.ts';

type Form = PageRequest['form'];

/** The properties of a new key in a valid form. Every limit is explicit. */
export type CheckedKeyForm = KeyRequest & {
  readonly scopes: readonly string[];
  readonly cidrs: readonly string[];
};

export type ReadKeyForm = CheckedKeyForm | { readonly errors: readonly string[] };

/** The value of the choice "Only these" among the values of the scopes. It is not a scope. */
export const ONLY_THESE = '';

/** Reads the form of a new key. Each error is a sentence that names the field and the fix. */
export function readKeyForm(
  form: Form,
  services: ConsoleServices,
  merchants: readonly Merchant[],
): ReadKeyForm {
  const name = textOf(form.name);
  const tenant = merchants
    .flatMap(({ id }) => MODES.map((mode) => ({ merchantId: id, mode })))
    .find((one) => tenantParam(one) === form.tenant);
  const scopes = chosenScopes(form);
  const cidrs = textOf(form.cidrs)
    .split(/[\s,]+/)
    .filter((range) => range !== '');
  const expires = textOf(form.expires);
  const expiresAt = expires === '' ? undefined : startOf(expires);
  const errors = [
    checkOne('Name', form.name) ??
      (name === '' || name.length > 255 || /\p{Cc}/u.test(name)
        ? 'Name: enter 1 to 255 characters, without control characters.'
        : undefined),
    tenant ? undefined : 'Merchant and mode: choose one from the list.',
    checkScopes(form, services),
    checkOne('Expires on', form.expires) ??
      (expires !== '' && !(expiresAt !== undefined && expiresAt > services.clock())
        ? 'Expires on: enter a day in the future, such as 2027-01-31. The key expires at 00:00 UTC on that day.'
        : undefined),
    checkOne('Allowed addresses', form.cidrs) ?? checkCidrs(textOf(form.cidrs), cidrs),
  ].filter((sentence) => sentence !== undefined);
  return tenant && errors.length === 0 ? { ...tenant, name, scopes, cidrs, expiresAt } : { errors };
}

/** Returns the scopes of a form, without duplicates. */
export function chosenScopes(form: Form): string[] {
  return [...new Set(textsOf(form.scopes))].filter((scope) => scope !== ONLY_THESE);
}

/** Returns every scope that an operation requires. */
export function offeredScopes({ contract }: ConsoleServices): string[] {
  return [...new Set(contract.operations.map(({ scope }) => scope))];
}

/** Rejects several values of a field that has one value, because only one of the intended limits would apply. */
function checkOne(label: string, value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? undefined : `${label}: enter one value.`;
}

function checkScopes(form: Form, services: ConsoleServices): string | undefined {
  const scopes = chosenScopes(form);
  const unknown = scopes.find((scope) => scope !== ALL_SCOPES && !offeredScopes(services).includes(scope));
  if (unknown !== undefined) return `Scopes: ${unknown} is not in the list. Choose scopes from the list.`;
  if (scopes.length === 0) return 'Scopes: choose "Everything", or at least one scope under "Only these".';
  const beside = findScopeBesideAll(scopes);
  if (beside !== undefined)
    return `Scopes: "Everything" already includes ${beside}. Choose either "Everything" or "Only these".`;
  return scopes.includes(ALL_SCOPES) && textsOf(form.scopes).includes(ONLY_THESE)
    ? 'Scopes: choose either "Everything" or "Only these".'
    : undefined;
}

function checkCidrs(text: string, cidrs: readonly string[]): string | undefined {
  if (text !== '' && cidrs.length === 0)
    return 'Allowed addresses: enter an address or a range such as 192.0.2.0/24, or leave the field empty.';
  const invalid = cidrs.find((range) => !isCidr(range));
  return invalid === undefined
    ? undefined
    : `Allowed addresses: ${invalid} is not an address or a range such as 192.0.2.0/24.`;
}

/** Returns the start of a day in UTC, in UNIX milliseconds. */
function startOf(day: string): number | undefined {
  const instant = parseInstant(`${day}T00:00:00Z`);
  return instant ? instantToMillis(instant) : undefined;
}
