import type { components } from '../../generated/openapi.d.ts';
import { type Casing, toSnake } from '../contract/derive.ts';
import type { Customer } from '../domain/customer.ts';
import { showInstant, showMillis } from '../domain/instant.ts';

type Schemas = components['schemas'];

/** A customer as the upsert answers it, in camelCase. A field without a value is left out. */
export function showUpserted(customer: Customer): Schemas['UpsertedCustomer'] {
  const [first] = customer.references;
  return {
    id: customer.id,
    merchantId: customer.merchantId,
    ...(first && { merchantRefId: first.externalId }),
    ...customer.fields,
    ...(first && { externalRefs: customer.references.map(showReference) }),
    createdAt: showMillis(customer.createdAt),
    updatedAt: showMillis(customer.updatedAt),
  };
}

/** A customer as every other operation answers it: each name of several words in the chosen spelling, or in both. */
export function showCustomer(customer: Customer, casing: Casing): Schemas['Customer'] {
  const camel = showUpserted(customer);
  return (casing === 'camel' ? camel : respell(camel, casing === 'both')) as Schemas['Customer'];
}

function showReference(reference: Customer['references'][number]): Schemas['ExternalReference'] {
  const { source, externalId, externalUpdatedAt, linkedAt } = reference;
  return {
    source,
    externalId,
    ...(externalUpdatedAt && { externalUpdatedAt: showInstant(externalUpdatedAt) }),
    linkedAt: showMillis(linkedAt),
  };
}

/** A reference in snake_case. */
export function showReferenceSnake(reference: Customer['references'][number]): object {
  return snakeKeys(showReference(reference));
}

function snakeKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [toSnake(name), inner]));
}

/** The caller's own objects, `metadata` and the custom fields, keep their keys. */
function respell({ externalRefs, ...camel }: Schemas['UpsertedCustomer'], keepCamel: boolean): object {
  const spelt: [string, unknown][] = Object.entries(camel).flatMap(([name, value]) =>
    twins(name, value, keepCamel),
  );
  if (externalRefs) {
    if (keepCamel) spelt.push(['externalRefs', externalRefs]);
    spelt.push(['external_refs', externalRefs.map(snakeKeys)]);
  }
  return Object.fromEntries(spelt);
}

function twins(name: string, value: unknown, keepCamel: boolean): [string, unknown][] {
  const snake = toSnake(name);
  return keepCamel && snake !== name
    ? [
        [name, value],
        [snake, value],
      ]
    : [[snake, value]];
}
