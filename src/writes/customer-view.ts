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
  return (casing === 'camel' ? camel : renameKeys(camel, casing === 'both')) as Schemas['Customer'];
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
  const snake: Record<string, unknown> = {};
  for (const name of Object.keys(value)) snake[snakeOf(name)] = value[name as never];
  return snake;
}

/**
 * The caller's own objects, `metadata` and the custom fields, keep their keys. It goes by keys and not by entries,
 * because a pair for each of them would take longer than all else that is done for a page.
 */
function renameKeys(camel: Schemas['UpsertedCustomer'], keepCamel: boolean): object {
  const spelt: Record<string, unknown> = {};
  for (const name of Object.keys(camel)) {
    const value = camel[name as keyof typeof camel];
    const snake = snakeOf(name);
    if (keepCamel || snake === name) spelt[name] = value;
    if (snake !== name) spelt[snake] = name === 'externalRefs' ? camel.externalRefs?.map(snakeKeys) : value;
  }
  return spelt;
}

const KNOWN_SNAKES = new Map<string, string>();

/** The spec has only so many names, and a page of customers shows each of them a hundred times. */
function snakeOf(name: string): string {
  let snake = KNOWN_SNAKES.get(name);
  if (snake === undefined) {
    snake = toSnake(name);
    KNOWN_SNAKES.set(name, snake);
  }
  return snake;
}
