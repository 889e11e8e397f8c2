import { isCidr } from '../../../domain/address-ranges.ts';
import type { KeyRequest } from '../../../domain/api-key.ts';
import { instantToMillis, parseInstant } from '../../../domain/instant.ts';
import { ALL_SCOPES, findScopeBesideAll } from '../../../domain/scope.ts';
import { type Merchant, MODES } from '../../../domain/tenant.ts';
import type { ConsoleServices } from '../console-services.ts';
import { type PageRequest, textOf, textsOf } from '../page-request.ts';
import { tenantParam } from '../tenant-choice.ts';

type Form = PageRequest['form'];

/** A new key as the form describes it, every limit of it explicit. */
export type CheckedKeyForm = KeyRequest & {
  readonly scopes: readonly string[];
  readonly cidrs: readonly string[];
};

export type ReadKeyForm = CheckedKeyForm | { readonly wrong: readonly string[] };

/** The value of "Only these" among the scopes, where it stands for no scope of its own. */
export const ONLY_THESE = '';

/** Reads the form of a new key. What is wrong is returned as sentences that name the field and the fix. */
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
  const wrong = [
    checkOne('Name', form.name) ??
      (name === '' || name.length > 255 || /\p{Cc}/u.test(name)
        ? 'Name: enter 1 to 255 characters, without control characters.'
        : undefined),
    tenant ? undefined : 'Merchant and mode: choose one from the list.',
    checkScopes(form, services),
    checkOne('Ends on', form.expires) ??
      (expires !== '' && !(expiresAt !== undefined && expiresAt > services.clock())
        ? 'Ends on: enter a day in the future, such as 2027-01-31. The key ends when that day begins in UTC.'
        : undefined),
    checkOne('Allowed addresses', form.cidrs) ?? checkCidrs(textOf(form.cidrs), cidrs),
  ].filter((sentence) => sentence !== undefined);
  return tenant && wrong.length === 0 ? { ...tenant, name, scopes, cidrs, expiresAt } : { wrong };
}

/** The scopes of a form, each once. */
export function chosenScopes(form: Form): string[] {
  return [...new Set(textsOf(form.scopes))].filter((scope) => scope !== ONLY_THESE);
}

/** Every scope that an operation asks for. */
export function offeredScopes({ contract }: ConsoleServices): string[] {
  return [...new Set(contract.operations.map(({ scope }) => scope))];
}

/** Refuses several values in a field for one, because the limit that was meant would be lost. */
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
    return 'Allowed addresses: enter an address or a range such as 192.0.2.0/24, or nothing.';
  const wrong = cidrs.find((range) => !isCidr(range));
  return wrong === undefined
    ? undefined
    : `Allowed addresses: ${wrong} is not an address or a range such as 192.0.2.0/24.`;
}

/** The beginning of a day in UTC. */
function startOf(day: string): number | undefined {
  const instant = parseInstant(`${day}T00:00:00Z`);
  return instant ? instantToMillis(instant) : undefined;
}
