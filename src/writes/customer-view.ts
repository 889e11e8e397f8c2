import type { components } from '../../generated/openapi.d.ts';
import { type Casing, toSnake } from '../contract/derive.ts';
import type { Customer } from '../domain/customer.ts';
import { showInstant, showMillis } from '../domain/instant.ts';

type Schemas = components['schemas'];

/** The path of a customer, for `Location`. */
export function customerPath(id: string): string {
  return `/v2/customers/${id}`;
}

/** Renders a customer for the response of an upsert, in camelCase. A field without a value is left out. */
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

/** Renders a customer for every other operation. Names of several words are in camelCase, in snake_case or in both. */
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

/** Renders a reference in snake_case. */
export function showReferenceSnake(reference: Customer['references'][number]): object {
  return snakeKeys(showReference(reference));
}

function snakeKeys(value: object): object {
  const snake: Record<string, unknown> = {};
  for (const name of Object.keys(value)) snake[snakeOf(name)] = value[name as never];
  return snake;
}

/**
 * Renames the fields of a customer; the keys inside `metadata` and the custom fields stay. The loop uses keys instead of
 * entries, because allocating a pair for each field would take longer than the rest of rendering a page.
 */
function renameKeys(camel: Schemas['UpsertedCustomer'], keepCamel: boolean): object {
  const renamed: Record<string, unknown> = {};
  for (const name of Object.keys(camel)) {
    const value = camel[name as keyof typeof camel];
    const snake = snakeOf(name);
    if (keepCamel || snake === name) renamed[name] = value;
    if (snake !== name) renamed[snake] = name === 'externalRefs' ? camel.externalRefs?.map(snakeKeys) : value;
  }
  return renamed;
}

const SNAKE_NAMES = new Map<string, string>();

/** Caches the result: the spec has few names, and a page of customers has each of them a hundred times. */
function snakeOf(name: string): string {
  let snake = SNAKE_NAMES.get(name);
  if (snake === undefined) {
    snake = toSnake(name);
    SNAKE_NAMES.set(name, snake);
  }
  return snake;
}
