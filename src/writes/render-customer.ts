import type { components } from '../../generated/openapi.d.ts';
import type { Casing } from '../contract/derive.ts';
import { toSnake } from '../contract/field-names.ts';
import type { Customer } from '../domain/customer.ts';
import { showInstant, showMillis } from '../domain/instant.ts';
import type { WriteDecision } from '../domain/plain-write.ts';
import { showEntityTag } from '../domain/precondition.ts';
import type { UpsertDecision } from '../domain/upsert.ts';
import type { ResponseOptions } from './response-options.ts';
import type { HandlerResponse } from './responses.ts';
import type { WriteRequest } from './write-request.ts';

export function renderUpsert(
  decision: UpsertDecision,
  request: Pick<WriteRequest, 'warnings'>,
): HandlerResponse<'upsertCustomerByExternalId'> {
  if (decision.outcome === 'stale') {
    return {
      status: 200,
      headers: { 'Upsert-Outcome': 'stale' },
      body: {
        ignored: true,
        reason: 'stale_update',
        stored_timestamp: showInstant(decision.stored),
        incoming_timestamp: showInstant(decision.incoming),
      },
    };
  }
  const { outcome, after } = decision;
  const data = showUpserted(after);
  const warned = allWarnings(request, decision.warnings);
  const ETag = showEntityTag(after);
  return outcome === 'created'
    ? {
        status: 201,
        headers: { 'Upsert-Outcome': outcome, Location: customerPath(after.id), ETag },
        body: { data, created: true, ...warned },
      }
    : {
        status: 200,
        headers: { 'Upsert-Outcome': outcome, ETag },
        body: { data, created: false, ...warned },
      };
}

export function renderCreate(
  { after, warnings }: WriteDecision,
  request: Pick<WriteRequest, 'warnings'>,
  { casing }: ResponseOptions,
): HandlerResponse<'createCustomer'> {
  return {
    status: 201,
    headers: { Location: customerPath(after.id), ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...allWarnings(request, warnings) },
  };
}

export function renderUpdate(
  { after, warnings }: WriteDecision,
  request: Pick<WriteRequest, 'warnings'>,
  { casing }: ResponseOptions,
): HandlerResponse<'updateCustomer'> {
  return {
    status: 200,
    headers: { ETag: showEntityTag(after) },
    body: { data: showCustomer(after, casing), ...allWarnings(request, warnings) },
  };
}

function allWarnings({ warnings }: Pick<WriteRequest, 'warnings'>, decided: readonly string[]) {
  const all = [...warnings, ...decided];
  return all.length > 0 ? { warnings: all } : {};
}

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
